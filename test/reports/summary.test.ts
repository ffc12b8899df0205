import { describe, expect, it } from 'vitest';
import { findings } from '../../reports/text/findings.ts';
import {
  readableAmount,
  readableBytes,
  readableBytesPerSecond,
  readableCount,
  readableDuration,
  readableInstant,
  readablePercent,
} from '../../reports/text/readable.ts';
import { seriesToCsv } from '../../reports/text/seriesCsv.ts';
import { summaryText } from '../../reports/text/summary.ts';
import { oracleVerdict } from '../../reports/text/verdict.ts';
import { runFixture } from '../support/runFixture.ts';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('readable numbers', () => {
  it.each([
    [readableDuration(0), '0 s'],
    [readableDuration(140), '140 ns'],
    [readableDuration(92_149), '92.1 µs'],
    [readableDuration(999_700), '1.00 ms'],
    [readableDuration(4.4e9), '4.40 s'],
    [readableDuration(600e9), '10.0 min'],
    [readableInstant(6.2e9), '6.2 s'],
    [readableBytes(512), '512 B'],
    [readableBytes(1536), '1.50 KiB'],
    [readableBytes(1024 ** 3 * 1.25), '1.25 GiB'],
    [readableBytesPerSecond(0), '0 B/s'],
    [readableCount(1_284_771), '1,284,771'],
    [readableCount(0.5), '0.50'],
    [readablePercent(0.4121), '41.2 %'],
    [readablePercent(0.00002), '<0.1 %'],
    [readablePercent(0.99999), '>99.9 %'],
    [readableAmount(0, 'rollback'), 'no rollbacks'],
    [readableAmount(1, 'rollback'), '1 rollback'],
  ])('%s', (found, expected) => expect(plain(found)).toBe(expected));
});

describe('summary', () => {
  const { result, series } = runFixture(50);

  it('says what was found in three sentences', () => {
    const sentences = findings(result).map(plain);
    expect(sentences[0]).toContain('3 VMs did 62,039 IO/s');
    expect(sentences[1]).toMatch(
      /^2 rollbacks restored 1,824 blocks, the longest in 1\.00 ms \(1 undo, 1 refused\); at the end the VMs could be taken back at least 4\.40 s/,
    );
    expect(sentences[2]).toContain('found no difference');
  });

  it('prints a table that lines up, without colours of its own', () => {
    const text = summaryText(result);
    expect(text).not.toContain('\u001b');
    expect(text).toContain('oracle    no violation; checked 902,114 reads, 3 rollbacks (full)');
    expect(text).toContain('refused: outside-window');
    expect(text).toMatchSnapshot();
  });

  it('does not call an unchecked run right', () => {
    expect(oracleVerdict({ ...result, oracle: { ...result.oracle, mode: 'off', checkedReads: 0 } }).kind).toBe('unchecked');
    expect(oracleVerdict({ ...result, oracle: { ...result.oracle, violations: 2 } }).word).toBe('BROKEN');
  });

  it('writes series as CSV, empty where there is no value, quoted where needed', () => {
    const csv = seriesToCsv({
      vmNames: ['a,b'],
      names: ['readsPerSecond', 'arrayQueue'],
      units: ['perSecond', 'operations'],
      vms: [0, -1],
      timesNs: Float64Array.of(10, 20),
      columns: [Float64Array.of(1, NaN), Float64Array.of(0.5, 2)],
    });
    expect(csv).toBe('timeNs,"a,b.readsPerSecond",arrayQueue\r\n10,1,0.5\r\n20,,2\r\n');
    expect(seriesToCsv(series).split('\r\n')).toHaveLength(52);
  });
});

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { blocksTouched, blocksTouchedMax, bytesToBlocksDown, bytesToBlocksUp, formatQuantity, formatRounded, parseQuantity } from '../../sim/base/units.ts';

describe('units', () => {
  it.each([
    ['4KiB', 'bytes', 4096],
    ['1.5GiB', 'bytes', 1610612736],
    ['200 MB', 'bytes', 200e6],
    ['90us', 'ns', 90_000],
    ['90µs', 'ns', 90_000],
    ['0.1us', 'ns', 100],
    ['2h', 'ns', 7200e9],
    ['7200.1s', 'ns', 7_200_100_000_000],
    ['200MB/s', 'bytesPerSecond', 200e6],
    ['10Gbit/s', 'bytesPerSecond', 1.25e9],
    ['5000iops', 'perSecond', 5000],
    ['0.5/s', 'perSecond', 0.5],
    ['70%', 'ratio', 0.7],
    ['0.7', 'ratio', 0.7],
  ] as const)('%s is %s %d', (text, unit, value) => {
    expect(parseQuantity(text, unit)).toEqual({ ok: true, value });
  });

  it.each([
    ['4096', 'bytes', '4096B'],
    ['64G', 'bytes', '64GiB'],
    ['64gib', 'bytes', '64GiB'],
    ['20', 'ns', '20s'],
    ['5m', 'ns', '5min'],
    ['5 Seconds', 'ns', '5s'],
    ['200', 'bytesPerSecond', '200MB/s'],
    ['200MB', 'bytesPerSecond', '200MB/s'],
    ['5000', 'perSecond', '5000iops'],
    ['lots', 'bytes', null],
    ['-4KiB', 'bytes', null],
    ['4KiB5', 'bytes', null],
    ['0.3B', 'bytes', null],
    ['1.5ns', 'ns', null],
    ['999999999GiB', 'bytes', null],
    ['', 'ns', null],
    ['1e3s', 'ns', null],
    ['4constructor', 'bytes', null],
  ] as const)('%s is refused as %s', (text, unit, suggestion) => {
    const parsed = parseQuantity(text, unit);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.suggestion).toBe(suggestion);
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.constantFrom('bytes' as const, 'ns' as const), (value, unit) => {
        const parsed = parseQuantity(formatQuantity(value, unit), unit);
        expect(parsed).toEqual({ ok: true, value });
      }),
    );
  });

  it('counts blocks', () => {
    expect(bytesToBlocksUp(4097, 4096)).toBe(2);
    expect(bytesToBlocksDown(8191, 4096)).toBe(1);
    expect(blocksTouched(512, 4096, 4096)).toBe(2);
    expect(blocksTouched(0, 4096, 4096)).toBe(1);
    expect(blocksTouched(9 * 2 ** 40 + 1, 1, 4096)).toBe(1);
    expect(blocksTouchedMax(4096, 4096)).toBe(2);
    expect(blocksTouchedMax(1, 4096)).toBe(1);
    expect(blocksTouchedMax(2, 4096)).toBe(2);
  });

  it('rounds for people', () => {
    expect(formatRounded(1.46 * 2 ** 30, 'bytes')).toBe('1.46GiB');
    expect(formatRounded(312_400, 'ns')).toBe('312us');
    expect(formatRounded(0.4125, 'ratio')).toBe('41.3%');
    expect(formatRounded(0, 'ns')).toBe('0ns');
  });
});

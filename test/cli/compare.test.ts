/** `hindcast compare` on small scenarios, in this process and on worker threads. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompareManifest } from '../../sim/cli/compareManifest.ts';
import { main } from '../../sim/cli/main.ts';
import type { Comparison } from '../../sim/results/comparisonResult.ts';
import { item } from '../support/item.ts';
import { TestTerminal } from './testTerminal.ts';
import type { TestTerminalOptions } from './testTerminal.ts';

const small = `
name: small
seed: 3
duration: 100ms
warmup: 20ms
server: { dram: { size: 2MiB }, flash: { size: 16MiB }, cache: { flush: { policy: periodic, interval: 5ms } } }
vms:
  - { name: a, disk: 8MiB, memory: 512KiB, workload: { type: uniform, queueDepth: 4, thinkTime: 100us, readRatio: 0.5 } }
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-compare-'));
  writeFileSync(join(folder, 'small.yaml'), small);
  writeFileSync(join(folder, 'own.yaml'), small.replace('name: a,', 'name: a, cache: { flush: write-through },'));
  writeFileSync(join(folder, 'cold.yaml'), small.replace('warmup: 20ms\n', 'sampleInterval: 1ms\n'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Called {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function call(words: readonly string[], options: TestTerminalOptions = {}): Promise<Called> {
  const terminal = new TestTerminal({ folder, ...options });
  const status = await main(['compare', ...words], terminal);
  return { status, out: terminal.outText, err: terminal.errText };
}

const policies = ['small.yaml', '--policies', 'periodic,write-through', '--jobs', '1', '--replications', '4'];

async function compared(words: readonly string[]): Promise<Comparison> {
  const { status, out, err } = await call([...words, '--json', '--quiet']);
  expect([status, err]).toEqual([0, '']);
  return JSON.parse(out) as Comparison;
}

const withoutTime = (found: Comparison): Comparison => ({ ...found, wallSeconds: 0 });

describe('hindcast compare', () => {
  it('prints the same numbers again, and on worker threads', async () => {
    const once = await compared(policies);
    const threads = await compared([...policies, '--jobs', '2']);
    expect(withoutTime(threads)).toEqual(withoutTime(once));
    expect(once).toMatchObject({ scenario: 'small', seed: 3, baseline: 'periodic', replications: 4, partial: false, warmup: { ns: 20e6, foundBy: 'given' } });
    expect(once.seeds[0]).toBe(3);
    const [periodic, through] = [item(once.variants, 0), item(once.variants, 1)];
    expect(through).toMatchObject({ name: 'write-through', sets: [{ path: 'server.cache.flush.policy', value: 'write-through' }], replications: 4 });
    expect(new Set(once.variants.flatMap(({ digests }) => digests)).size).toBe(8);
    expect(periodic.metrics['throughput']).toMatchObject({ difference: null, pValue: null, significant: false, verdict: null });
    const figures = through.metrics['throughput'];
    if (figures === undefined) throw new Error('throughput is always there');
    expect(figures.ciLow).toBeLessThan(figures.mean);
    expect(figures.differenceCiLow).toBeLessThan(figures.difference ?? NaN);
    expect(figures.values).toHaveLength(4);
    expect(figures).toMatchObject({ significant: true, verdict: 'worse' });
    expect(through.metrics['rpoMean']).toBeUndefined(); // no crash, no figure
  });

  it('begins the replications with the run that hindcast run shows', async () => {
    const { variants } = await compared(policies);
    const terminal = new TestTerminal({ folder });
    await main(['run', 'small.yaml', '--json', '--quiet', '--oracle', 'off'], terminal);
    const { digest, total } = JSON.parse(terminal.outText) as { digest: string; total: { iops: number } };
    expect(item(variants, 0).digests[0]).toBe(digest);
    expect(item(variants, 0).metrics['throughput']?.values[0]).toBe(total.iops);
  });

  it('tells people what was found first, and keeps files that repeat it', async () => {
    const { status, out, err } = await call([...policies, '--out', 'kept']);
    expect(status).toBe(0);
    expect(err).toContain('4 replications are few');
    const lines = out.split('\n');
    expect(lines[0]).toBe('2 variants of small, 4 replications each, seed 3; baseline periodic');
    expect(lines[2]).toMatch(/^throughput \(.*\): worse than periodic: write-through -\d/);
    expect(out).toContain('\nresults   kept/compare-small-3\n');
    expect(readdirSync(join(folder, 'kept', 'compare-small-3')).sort()).toEqual(['compare.json', 'manifest.json', 'report.html']);
    const again = await call(['kept/compare-small-3/manifest.json', '--jobs', '1', '--json']);
    expect(again.status).toBe(0);
    expect(again.err).toContain('same digests in all runs, bit for bit');
    const kept = JSON.parse(readFileSync(join(folder, 'kept', 'compare-small-3', 'compare.json'), 'utf8')) as Comparison;
    expect((JSON.parse(again.out) as Comparison).variants).toEqual(kept.variants);
  });

  it('says when a manifest does not repeat, and refuses one that was changed', async () => {
    await call([...policies, '--out', 'forged', '--quiet']);
    const path = join(folder, 'forged', 'compare-small-3', 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as CompareManifest;
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ ...manifest, digests: manifest.digests.map((digests) => digests.map(() => 'x')) }));
    writeFileSync(join(folder, 'changed.json'), JSON.stringify({ ...manifest, plan: { ...manifest.plan, seed: 4 } }));
    expect(await call(['other.json', '--jobs', '1', '--quiet'])).toMatchObject({ status: 4, err: expect.stringContaining('does not repeat') as string });
    expect(await call(['changed.json'])).toMatchObject({ status: 2, err: expect.stringContaining('was changed after the comparison') as string });
    expect(await call(['other.json', '--seed', '3'])).toMatchObject({ status: 2, err: expect.stringContaining('--seed cannot go with a manifest') as string });
  });

  it('compares all combinations, against the baseline that is named', async () => {
    const { variants, baseline } = await compared([
      ...['small.yaml', '--jobs', '1', '--replications', '2', '--metrics', 'throughput,writeP99'],
      ...['--vary', 'server.cache.flush={policy: periodic, interval: 5ms},write-through', '--vary', 'server.flash.size=16MiB,32MiB'],
      ...['--baseline', 'flush=write-through size=16MiB'],
    ]);
    expect(baseline).toBe('flush=write-through size=16MiB');
    expect(variants.map(({ name }) => name)).toEqual([
      'flush={policy: periodic, interval: 5ms} size=16MiB',
      'flush={policy: periodic, interval: 5ms} size=32MiB',
      'flush=write-through size=16MiB',
      'flush=write-through size=32MiB',
    ]);
    expect(Object.keys(item(variants, 0).metrics)).toEqual(['throughput', 'writeP99']);
  });

  it('compares the cells of a sweep, and says which are best and which it cannot tell apart', async () => {
    const scenario = small
      .trim()
      .split('\n')
      .map((line) => `  ${line}`)
      .join('\n');
    const values = '[write-through, write-back, { policy: periodic, interval: 5ms }, { policy: periodic, interval: 5001us }]';
    writeFileSync(join(folder, 'study.yaml'), `scenario:\n${scenario}\ngrid: { server.cache.flush: ${values} }\nseeds: 3\nmetrics: [throughput, writeP99]\n`);
    const { status, out } = await call(['study.yaml', '--jobs', '1', '--out', 'study']);
    expect(status).toBe(0);
    expect(out).toMatch(/^4 variants of study, 3 replications each, seed 3; baseline write-through\n\nThe best of each metric\n {2}throughput +highest {2}/);
    expect(out).toMatch(/\n +throughput +writeP99\n {2}write-through +[\d,]+\/s +[\d.]+ .s\n {2}write-back +[\d,]+\/s \+ +[\d.]+ .s \+\n/);
    expect(out).not.toContain('Hedges');
    const found = JSON.parse(readFileSync(join(folder, 'study', 'compare-study-3', 'compare.json'), 'utf8')) as Comparison;
    const [throughput] = found.best;
    expect(throughput).toMatchObject({ metric: 'throughput', of: 4 });
    expect(throughput?.variants).not.toContain('write-through');
    expect(item(found.variants, 2)).toMatchObject({ sets: [{ path: 'server.cache.flush', value: '{policy: periodic, interval: 5ms}' }] });
    expect(await call(['study.yaml', '--policies', 'periodic'])).toMatchObject({
      status: 2,
      err: 'hindcast: --policies cannot go with a sweep: it says itself what is varied\n',
    });
  });

  it('finds the warm-up where nobody gives one', async () => {
    const { warmup } = await compared(['cold.yaml', ...policies.slice(1)]);
    expect(warmup.foundBy).toBe('mser5');
    expect(warmup.ns % 5e6).toBe(0);
    expect(warmup.ns).toBeLessThanOrEqual(50e6);
  });

  it('adds replications until the intervals are narrow, or no more may be run', async () => {
    const wide = ['--metrics', 'throughput', '--precision', '0.2%', '--max-replications', '12'];
    const stopped = await compared([...policies, ...wide, '--replications', '2']);
    expect(stopped.replications).toBeGreaterThan(2);
    expect(stopped.precision?.reached === false ? stopped.replications : 12).toBe(12);
    const easy = await compared([...policies, '--metrics', 'throughput', '--precision', '60%']);
    expect([easy.replications, easy.precision]).toEqual([4, { relative: 0.6, reached: true }]);
  });

  it('ends with 3 when a regression is shown, and not when it is within the limit', async () => {
    const failed = await call([...policies, '--quiet', '--fail-on', 'throughput:-5%', '--fail-on', 'dirtyBlocks:+5%']);
    expect(failed.status).toBe(3);
    expect(failed.err).toBe('hindcast: --fail-on throughput:-5%: shown to be worse than periodic by more than that: write-through\n');
    expect((await call([...policies, '--quiet', '--fail-on', 'throughput:-99%'])).status).toBe(0);
    const unknown = await call([...policies, '--quiet', '--fail-on', 'rpoMean:+5%']);
    expect([unknown.status, unknown.err]).toEqual([2, 'hindcast: --fail-on rpoMean:+5%: there is no such figure to judge write-through by\n']);
  });

  it('keeps whole replications when it is interrupted, and says that they are not all', async () => {
    const terminal = new TestTerminal({ folder });
    const running = main(
      ['compare', 'small.yaml', '--policies', 'periodic,write-through', '--jobs', '1', '--replications', '1000', '--json', '--out', 'cut'],
      terminal,
    );
    await new Promise((resolve) => setTimeout(resolve, 2500));
    terminal.interrupt();
    expect(await running).toBe(130);
    expect(terminal.errText).toContain('interrupted; the replications that all variants have finished are kept');
    if (terminal.outText === '') {
      expect(terminal.errText).toContain('there is nothing to compare'); // a slow machine
      return;
    }
    const found = JSON.parse(terminal.outText) as Comparison;
    expect(found.partial).toBe(true);
    expect(found.variants.map(({ digests }) => digests.length)).toEqual([found.replications, found.replications]);
  });
});

describe('wrong calls', () => {
  const pair = ['--policies', 'periodic,write-through'];
  it.each<[string[], string]>([
    [[], 'there is nothing to compare: --vary PATH=a,b,c or --policies a,b,c is needed'],
    [['--vary', 'server.flash.size'], '--vary: is server.flash.size; PATH=a,b,c is needed'],
    [['--vary', 'server.flash.size=16MiB'], '--vary: 16MiB is one variant; at least two are needed'],
    [['--vary', 'server.flash.size=16MiB,,32MiB'], '--vary: a value is empty in 16MiB,,32MiB'],
    [['--vary', 'server.flash.size=16MiB,16MiB'], '--vary: 16MiB is there twice'],
    [['--vary', 'server.cache.flush={policy: periodic,write-through'], 'a bracket or quote is not closed'],
    [['--vary', 'server.flash.size=16MiB,32'], '--vary server.flash.size=32: server.flash.size: is 32; '],
    [['--vary', 'server.flsh.size=1GiB,2GiB'], 'did you mean flash?'],
    [['--vary', 'seed=1,2'], '--vary: seed cannot be varied: replications differ in their seeds'],
    [['--policies', 'periodic,write-thrugh'], 'did you mean write-through?'],
    [[...pair, '--vary', 'server.cache.flush.policy=periodic,write-through'], '--vary: server.cache.flush.policy is varied twice'],
    [[...pair, '--baseline', 'write-thru'], '--baseline: there is no variant write-thru; there are periodic, write-through; did you mean write-through?'],
    [[...pair, '--replications', '1'], '--replications: is 1; a whole number from 2 to 10000 is needed'],
    [[...pair, '--replications', 'ten'], '--replications: is ten; a whole number'],
    [[...pair, '--precision', '2'], '--precision: is 2; a percentage above 0% and below 100% is needed, such as 2%'],
    [[...pair, '--precision', '2%', '--max-replications', '5'], '--max-replications: is 5; at least as many as --replications (10) are needed'],
    [[...pair, '--max-replications', '50'], '--max-replications bounds --precision, which is not there'],
    [[...pair, '--metrics', 'throughput,writep98'], 'there is no metric writep98; there are throughput, '],
    [[...pair, '--fail-on', 'writeP99'], '--fail-on: is writeP99; METRIC:+5% is needed'],
    [[...pair, '--fail-on', 'throuhput:-5%'], 'did you mean throughput?'],
    [[...pair, '--fail-on', 'throughput:+5%'], 'of throughput higher is better, so a fall is a regression: write throughput:-5%'],
    [[...pair, '--fail-on', 'writeP99:+5%', '--metrics', 'throughput'], '--fail-on: writeP99 is not among the --metrics'],
    [[...pair, '--warmup', 'soon'], '--warmup: is soon; auto is allowed, or a time with its unit is needed'],
    [[...pair, '--warmup', '1s'], '--warmup: is 1s; it must end before the run does, at 100ms'],
    [[...pair, '--jobs', '0'], '--jobs: is 0; a whole number from 1 to 256 is needed'],
    [[...pair, '--oracle', 'some'], "option '--oracle <mode>' argument 'some' is invalid"],
  ])('%j', async (words, message) => {
    const { status, out, err } = await call(['small.yaml', ...words]);
    expect(err).toContain(message);
    expect([status, out]).toEqual([2, '']);
    expect(err).not.toMatch(/\n +at /);
  });

  it('variants that a VM’s own setting makes the same', async () => {
    const { status, err } = await call(['own.yaml', ...pair]);
    expect([status, err]).toEqual([2, expect.stringContaining('the variants periodic and write-through are the same scenario')]);
  });
});

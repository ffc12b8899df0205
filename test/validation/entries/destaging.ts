/**
 * Flush policies under Poisson writes by Zipf's law: how many blocks they destage and how many are dirty. Class flash, no bookmark, so nothing kept of the past, an array that takes
 * no time and a portion that is never full, so that nothing but the policy speaks.
 */
import { meanOfRuns } from '../meanOfRuns.ts';
import { characteristicHitRatio } from '../theory/characteristicTime.ts';
import { ageDestages, idleDestages, periodicDestages } from '../theory/destageRates.ts';
import type { DestageFigures } from '../theory/destageRates.ts';
import { zipfShares } from '../theory/zipfShares.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

const BLOCKS = 10_000;
const WRITES_PER_SECOND = 10_000;
const EXPONENT = 0.8;
const CAP = 1000;
/** 640 MiB of 4 KiB. */
const PORTION_BLOCKS = 163_840;
const shares = zipfShares(BLOCKS, EXPONENT);
const rates = shares.map((share) => share * WRITES_PER_SECOND);
const cap = `low: ${CAP / PORTION_BLOCKS}, high: ${CAP / PORTION_BLOCKS}`;

interface PolicyCase {
  readonly name: string;
  /** As in a scenario. */
  readonly flush: string;
  /** `dirtyBlocks` null: the backlog is what the devices make of it. */
  readonly expected: { readonly perSecond: number; readonly dirtyBlocks: number | null };
}

const cases: readonly PolicyCase[] = [
  { name: 'periodic, 300 ms', flush: '{ policy: periodic, interval: 300ms }', expected: periodicDestages(rates, 0.3) },
  { name: 'spread without smoothing, 500 ms', flush: '{ policy: spread, interval: 500ms, smoothing: 0 }', expected: periodicDestages(rates, 0.5) },
  { name: 'epoch, 300 ms', flush: '{ policy: epoch, interval: 300ms }', expected: periodicDestages(rates, 0.3) },
  { name: 'journaled, 500 ms', flush: '{ policy: journaled, interval: 500ms }', expected: periodicDestages(rates, 0.5) },
  { name: 'ordered', flush: 'ordered', expected: { perSecond: WRITES_PER_SECOND, dirtyBlocks: null } },
  { name: 'write-through', flush: 'write-through', expected: { perSecond: WRITES_PER_SECOND, dirtyBlocks: null } },
  { name: 'age, 500 ms', flush: '{ policy: age, age: 500ms }', expected: ageDestages(rates, 0.5) },
  { name: 'idle, 200 ms', flush: '{ policy: idle, delay: 200ms }', expected: idleDestages(rates, 0.2) },
  { name: `lrw, cap ${CAP}`, flush: `{ policy: lrw, ${cap} }`, expected: capped('lru') },
  { name: `watermark, cap ${CAP}, oldest first`, flush: `{ policy: watermark, ${cap} }`, expected: capped('fifo') },
  { name: `linear-threshold, cap ${CAP}, oldest first`, flush: `{ policy: linear-threshold, ${cap} }`, expected: capped('fifo') },
];

/** What a full cache of so many dirty blocks can't take without sending one away: a write to a block that is not dirty. */
function capped(order: 'lru' | 'fifo'): DestageFigures {
  return { perSecond: WRITES_PER_SECOND * (1 - characteristicHitRatio(order, shares, CAP)), dirtyBlocks: CAP };
}

/** Measured times are whole numbers of intervals of the periodic ones. */
const sizes = {
  short: { runs: 1, measuredNs: 3e9, tolerance: 0.03 },
  long: { runs: 3, measuredNs: 9e9, tolerance: 0.01 },
} as const;
/** Several times what any of the policies remembers; begins and ends between two ticks, as the run does. */
const WARMUP_NS = 1.05e9;

function scenarioText({ flush }: PolicyCase, measuredNs: number, seed: number): string {
  return `
seed: ${seed}
duration: ${WARMUP_NS + measuredNs}ns
warmup: ${WARMUP_NS}ns
sampleInterval: 7103us
server:
  dram: { size: 128MiB }
  flash: { size: 512MiB }
  cache: { durability: flash, preimage: none, granularity: bookmark, flush: ${flush} }
network: { latency: 0s, bandwidth: none }
array: { readLatency: 0s, writeLatency: 0s, parallel: 64, snapshots: false }
vms:
  - disk: ${BLOCKS * 4}KiB
    memory: 0B
    workload: { type: zipf, exponent: ${EXPONENT}, readRatio: 0, ioSize: 4KiB, rate: ${WRITES_PER_SECOND}/s }
`;
}

async function rowsOf(context: ValidationContext, chosen: readonly PolicyCase[]): Promise<ValidationRow[]> {
  const { runs, measuredNs, tolerance } = sizes[context.size];
  const rows: ValidationRow[] = [];
  for (const policy of chosen) {
    const perSecond: number[] = [];
    const dirty: number[] = [];
    let samples = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      const { result } = await context.simulate(scenarioText(policy, measuredNs, seed));
      perSecond.push(result.cache.destages / (measuredNs / 1e9));
      dirty.push(result.cache.dirtyBlocks.mean);
      samples += result.cache.destages;
    }
    const row = (what: string, expected: number, values: readonly number[]): ValidationRow => {
      const { mean, confidence } = meanOfRuns(values);
      return { what: `${policy.name}: ${what}`, expected, got: mean, tolerance: { relative: tolerance }, samples, confidence };
    };
    rows.push(row('destages per second', policy.expected.perSecond, perSecond));
    if (policy.expected.dirtyBlocks !== null) rows.push(row('mean dirty blocks', policy.expected.dirtyBlocks, dirty));
  }
  return rows;
}

/** The same question of the policy `name`, where the scenario says something else. */
function planted(name: string, from: string, to: string): (context: ValidationContext) => Promise<ValidationRow[]> {
  return (context) => {
    const simulate: ValidationContext['simulate'] = (text) => context.simulate(text.replace(from, to));
    return rowsOf(
      { ...context, simulate },
      cases.filter((policy) => policy.name.startsWith(name)),
    );
  };
}

export const destaging: Validation = {
  name: 'destaging',
  summary: 'Do flush policies destage as much, and leave as much dirty, as renewal theory says? 10,000 blocks, 10,000 writes/s, Zipf 0.8',
  source: 'renewal theory; Che, Tung, Wang 2002 (LRU) and Fricker, Robert, Roberts 2012 (FIFO) for the caps',
  tolerance: '1 %; in the short form 3 %: so few destages spread by up to 0.8 %, and a periodic flush by more',
  run: (context) => rowsOf(context, cases),
  faults: [
    {
      name: 'an age that begins anew with each write',
      summary: 'age counts from the last write',
      run: planted('age', '{ policy: age, age:', '{ policy: idle, delay:'),
    },
    {
      name: 'an idle time from the first write',
      summary: 'idle counts from when the block became dirty',
      run: planted('idle', '{ policy: idle, delay:', '{ policy: age, age:'),
    },
    {
      name: 'the wrong end of the list',
      summary: 'the cap sends the oldest dirty block, not the least recently written',
      run: planted('lrw', 'policy: lrw', 'policy: watermark'),
    },
    { name: 'a slow clock', summary: 'a flush every 330 ms instead of every 300', run: planted('periodic', 'interval: 300ms', 'interval: 330ms') },
  ],
};

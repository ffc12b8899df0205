/** Every workload of the table, under every pacing, keeps the contracts of `IoPattern` and `IoSource`: it is enough to be in a table to be tested here. */
import { describe, expect, it } from 'vitest';
import { Op, Space } from '../../sim/engine/protocol.ts';
import { createIoSource } from '../../workloads/generators/createIoSource.ts';
import { granulesBytes, largestIoBytes, patternProblem } from '../../workloads/generators/patternFacts.ts';
import { pacings } from '../../workloads/generators/pacings.ts';
import { workloadTable } from '../../workloads/generators/workloadTable.ts';
import type { IoSource } from '../../workloads/ioSource.ts';
import type { PacedWorkload, PacingConfig, WorkloadConfig } from '../../workloads/workloadConfig.ts';
import { SourceDriver, type SeenIo } from '../support/sourceDriver.ts';
import { closedLoop, pacingOf, workloadOf } from '../support/workloadOf.ts';
import { hasDescription } from './hasDescription.ts';
import { requestsTrace } from '../support/requestsTrace.ts';

const blockBytes = 4096;
const spaceBytes = 64 * 1024 * 1024;
const trace = requestsTrace(
  Array.from({ length: 5000 }, (_, index) => ({
    atNs: index * 50_000,
    op: index % 3 === 0 ? Op.Read : Op.Write,
    offsetBytes: ((index * 37) % 4000) * 4096,
    lengthBytes: 4096,
  })),
);

/** What makes a workload of the table small enough, or whole. */
const small: Readonly<Record<string, object>> = { boot: { hotSizeBytes: 1024 * 1024 }, oltp: { logSizeBytes: 1024 * 1024 } };
const paramsOf: Readonly<Record<string, object>> = {
  ...small,
  mixed: {
    of: workloadTable.filter(({ name }) => !['mixed', 'trace'].includes(name)).map(({ name }) => ({ ...workloadOf(name, small[name]), weight: 1 })),
  },
};

function configOf(type: string, pacing: PacingConfig = closedLoop(4), rest: Partial<PacedWorkload> = {}): PacedWorkload {
  return workloadOf(type, paramsOf[type] ?? {}, { pacing, ...rest });
}

function create(config: WorkloadConfig, seed = 1): IoSource {
  return createIoSource(config, { seed, name: 'vm1/0', blockBytes, diskBytes: spaceBytes, memoryBytes: spaceBytes, traceOf: () => trace });
}

const contentOf = ({ op, offset, length, forced }: SeenIo): readonly unknown[] => [op, offset, length, forced];

describe.each(workloadTable.map((spec) => [spec.name, spec] as const))('workload %s', (name, spec) => {
  it('says what it is', () => {
    hasDescription(spec);
  });

  it('stays inside its space, within the sizes that it states, and aligned as it states', () => {
    const config = configOf(name);
    expect(patternProblem(config, spaceBytes)).toBe(null);
    const seen = new SourceDriver(create(config)).drive(20_000).filter(({ op }) => op !== Op.Flush);
    expect(seen.length).toBeGreaterThan(200);
    expect(seen.filter(({ offset, length }) => !Number.isSafeInteger(offset) || offset < 0 || length <= 0 || offset + length > spaceBytes)).toEqual([]);
    if (name === 'trace') return;
    expect(seen.filter(({ length }) => length > largestIoBytes(config))).toEqual([]);
    const isAligned = granulesBytes(config).every((granule) => granule % blockBytes === 0);
    expect(isAligned && seen.some(({ offset, length }) => offset % blockBytes !== 0 || length % blockBytes !== 0)).toBe(false);
  });

  it('is the same with the same seed, and another with another where it draws', () => {
    const drive = (seed: number): SeenIo[] => new SourceDriver(create(configOf(name), seed)).drive(1000);
    expect(drive(1)).toEqual(drive(1));
    if (!['trace', 'backup', 'log-writer'].includes(name)) expect(drive(1)).not.toEqual(drive(2));
  });

  it('works on memory where it can', () => {
    if (name === 'trace') return;
    const seen = new SourceDriver(create(configOf(name, closedLoop(1), { space: 'memory' }))).drive(50);
    expect(seen.every(({ space }) => space === Space.Memory)).toBe(true);
  });
});

const options: readonly (readonly [string, Partial<PacedWorkload>])[] = [
  ['plain', {}],
  ['with flushes and forced writes', { flushEvery: 7, forceUnitAccessRatio: 0.3 }],
  ['with barriers and limits', { flushEvery: 5, flushWaits: true, limits: { ratePerSecond: 30_000, bytesPerSecond: 500e6 } }],
];
const pairs = workloadTable.flatMap(({ name }) =>
  pacings.filter((pacing) => pacing.name !== 'trace' || name === 'trace').map((pacing) => [name, pacing.name] as const),
);

interface Subject {
  readonly name: string;
  readonly make: (rest: Partial<PacedWorkload>) => WorkloadConfig;
}

const paced: readonly Subject[] = pairs.map(([name, pacing]) => ({
  name: `workload ${name} paced ${pacing}`,
  make: (rest) => configOf(name, pacingOf(pacing, pacing === 'closed' ? {} : { ratePerSecond: 20_000 }), rest),
}));

/** Workloads that are made of others: with pauses, phases that end by themselves, and for ever. */
const composed: readonly Subject[] = [
  {
    name: 'phases for ever',
    make: (rest) => ({
      kind: 'phases',
      startNs: 0,
      stopNs: null,
      rounds: null,
      phases: [
        { lastsNs: null, workload: configOf('uniform', closedLoop(4), { ...rest, ios: 20 }) },
        { lastsNs: 300_000, workload: null },
        { lastsNs: 700_000, workload: configOf('zipf', pacingOf('bursts', { ratePerSecond: 30_000, on: { kind: 'constant', valueNs: 1e6 } }), rest) },
        { lastsNs: 100_000, workload: configOf('sequential', pacingOf('poisson', { ratePerSecond: 500 }), rest) },
      ],
    }),
  },
  {
    name: 'phases side by side in phases',
    make: (rest) => ({
      kind: 'phases',
      startNs: 1000,
      stopNs: null,
      rounds: null,
      phases: [
        {
          lastsNs: null,
          workload: {
            kind: 'parallel',
            workloads: [
              { name: 'a', workload: configOf('oltp', closedLoop(2), { ...rest, ios: 30 }) },
              { name: 'b', workload: configOf('log-writer', pacingOf('constant', { ratePerSecond: 5000 }), { ...rest, ios: 11, startNs: 2000 }) },
            ],
          },
        },
        { lastsNs: 2_000_000, workload: configOf('hot-cold', closedLoop(3, { kind: 'exponential', meanNs: 50_000 }), rest) },
      ],
    }),
  },
];

describe.each([...paced, ...composed].map((subject) => [subject.name, subject] as const))('%s', (subject, { make }) => {
  it.each(options)('%s: goes on after save and restore as if nothing had happened', (_, rest) => {
    const first = new SourceDriver(create(make(rest), 3));
    first.drive(333);
    const twin = first.twin(create(make(rest), 3));
    expect(twin.drive(333)).toEqual(first.drive(333));
  });

  it.each(options)('%s: rewound, it repeats exactly the same requests', (_, rest) => {
    const driver = new SourceDriver(create(make(rest), 3));
    driver.drive(200);
    driver.settle();
    const saved = structuredClone(driver.source.save());
    const savedNs = driver.nowNs;
    const first = driver.drive(200);
    driver.settle();
    driver.source.rewind(saved, savedNs, driver.nowNs);
    const shiftNs = driver.nowNs - savedNs;
    const again = driver.drive(200);
    expect(again.map(contentOf)).toEqual(first.map(contentOf));
    expect(again.map(({ atNs }) => atNs - shiftNs)).toEqual(first.map(({ atNs }) => atNs));
  });

  it('rewound while requests are in flight, it repeats them too', () => {
    // Which of several comes first may depend on when the earlier requests are answered.
    if (subject.includes('side by side')) return;
    const driver = new SourceDriver(create(make({}), 3), 1e9);
    const saved = structuredClone(driver.source.save());
    const first = driver.drive(4);
    driver.source.rewind(saved, 0, driver.nowNs);
    expect(driver.drive(4).map(contentOf)).toEqual(first.map(contentOf));
  });

  it('held, all that was to come comes later by that time', () => {
    const drivers = [0, 1].map(() => new SourceDriver(create(make({}), 3)));
    for (const driver of drivers) {
      driver.drive(100);
      driver.settle();
    }
    const [held, free] = drivers as [SourceDriver, SourceDriver];
    held.wait(5_000_000);
    const later = held.drive(100);
    expect(later.map((seen) => ({ ...seen, atNs: seen.atNs - 5_000_000 }))).toEqual(free.drive(100));
  });
});

describe.each(pacings.map((spec) => [spec.name, spec] as const))('pacing %s', (_, spec) => {
  it('says what it is', () => {
    hasDescription(spec);
  });
});

it('names in the tables are unique', () => {
  for (const table of [workloadTable, pacings]) expect(new Set(table.map(({ name }) => name)).size).toBe(table.length);
});

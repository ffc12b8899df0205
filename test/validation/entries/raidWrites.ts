/**
 * What a small write costs an array: the operations that its disks count, in `result.json` of a run.
 *
 * How a scenario makes them: a VM whose cache passes every write on at once (write-through) writes single blocks at random places of an array without a write
 * cache, a few at a time. Each destage is then one small write of the RAID; what the disks count, divided
 * by what the array was asked to write, is its cost. Preimages are not read (`preimage: none`), so nothing else goes to the disks.
 */
import type { SimulatedOutcome, Validation, ValidationContext, ValidationRow } from '../validation.ts';

interface Small {
  readonly raid: string;
  readonly disks: number;
  readonly reads: number;
  readonly writes: number;
}

/** Patterson, Gibson and Katz 1988; Chen et al. 1994. */
const costs: readonly Small[] = [
  { raid: 'raid0', disks: 5, reads: 0, writes: 1 },
  { raid: 'raid1', disks: 2, reads: 0, writes: 2 },
  { raid: 'raid5', disks: 5, reads: 2, writes: 2 },
  { raid: 'raid6', disks: 6, reads: 3, writes: 3 },
  { raid: 'raid10', disks: 6, reads: 0, writes: 2 },
];

function scenarioText({ raid, disks }: Small, ios: number): string {
  return `
duration: 100s
server:
  dram: { size: 64MiB }
  flash: { size: 64MiB }
  cache: { flush: write-through, preimage: none }
array: { model: storage, raid: ${raid}, disks: ${disks}, disk: ssd, writeCache: 0B }
vms:
  - disk: 1GiB
    memory: 0B
    workload: { type: uniform, ioSize: 4KiB, readRatio: 0, queueDepth: 4, thinkTime: 1ms, ios: ${ios} }
`;
}

function rowsOf(small: Small, { result }: SimulatedOutcome): ValidationRow[] {
  const operations = result.stations.filter(({ name }) => name.startsWith('disk ')).reduce((sum, station) => sum + station.operations, 0);
  const row = (what: string, expected: number, got: number): ValidationRow => ({
    what: `${small.raid} of ${small.disks}: ${what}`,
    expected,
    got,
    tolerance: { absolute: 0 },
    samples: result.array.writes,
    confidence: null,
  });
  return [
    row('disk operations per small write', small.reads + small.writes, operations / result.array.writes),
    row('reads that the array was asked for', 0, result.array.reads),
  ];
}

async function run(context: ValidationContext): Promise<ValidationRow[]> {
  const ios = context.size === 'long' ? 20_000 : 2000;
  const rows: ValidationRow[] = [];
  for (const small of costs) rows.push(...rowsOf(small, await context.simulate(scenarioText(small, ios))));
  return rows;
}

export const raidWrites: Validation = {
  name: 'raid-small-writes',
  summary: 'How many operations do the disks of an array count for one small write?',
  source: 'Patterson, Gibson, Katz, SIGMOD 1988; Chen et al., ACM Computing Surveys 26, 1994: 1, 2, 4, 6, 2 on RAID 0, 1, 5, 6, 10',
  tolerance: 'counts: exactly',
  run,
  faults: [
    {
      name: 'parity that is not kept',
      summary: 'RAID 5 lays its data out like RAID 0',
      run: (context) => run({ ...context, simulate: (text) => context.simulate(text.replace('raid: raid5', 'raid: raid0')) }),
    },
    {
      name: 'one parity for two',
      summary: 'RAID 6 keeps one unit of parity in a row',
      run: (context) => run({ ...context, simulate: (text) => context.simulate(text.replace('raid: raid6', 'raid: raid5')) }),
    },
  ],
};

/**
 * A real disk drive: the response times of 10,000 requests that were measured on a Seagate Cheetah 9LP, against the model of it.
 *
 * The model's parameters are those that DIXtrac extracted from such a drive, as DiskSim ships them (`sim/devices/hdd/cheetah9lp.ts`): nothing was fitted to
 * this trace by us. What they cannot answer for is shown beside it: the same drive with the three seek times of its data sheet instead of the 106 measured ones.
 */
import { cheetah9lp } from '../../../sim/devices/hdd/cheetah9lp.ts';
import { fcfsDiskScheduler } from '../../../sim/devices/hdd/fcfsDiskScheduler.ts';
import type { HddConfig } from '../../../sim/devices/hdd/hddConfig.ts';
import { HddModel } from '../../../sim/devices/hdd/hddModel.ts';
import { cheetahRequests, responsesOf } from '../cheetahTrace.ts';
import { demerit } from '../demerit.ts';
import type { Validation, ValidationRow } from '../validation.ts';

const LIMIT = 0.2;
/** The mean is that of the product manual (Seagate 83329240), one cylinder and full stroke are the ends of the measured curve. */
const sheetSeeks = { kind: 'figures', oneCylinderNs: 831_000, meanNs: 5_200_000, fullStrokeNs: 10_627_000 } as const;

async function rowsOf(config: HddConfig, name: string): Promise<ValidationRow[]> {
  const requests = await cheetahRequests();
  const modelled = responsesOf(new HddModel('cheetah9lp', config, fcfsDiskScheduler.create({}, null)), requests);
  const share = (wanted: (isRead: boolean) => boolean): { readonly value: number; readonly samples: number } => {
    const chosen = requests.flatMap(({ isRead }, index) => (wanted(isRead) ? [index] : []));
    const figure = demerit(
      chosen.map((index) => modelled[index]!),
      chosen.map((index) => requests[index]!.measuredNs),
    );
    return { value: figure.share, samples: chosen.length };
  };
  const row = (what: string, { value, samples }: { readonly value: number; readonly samples: number }): ValidationRow => ({
    what: `${name}: demerit as a share of the mean, ${what}`,
    expected: LIMIT,
    got: value,
    tolerance: { absolute: 0 },
    is: 'atMost',
    samples,
    confidence: null,
  });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    row(
      'all',
      share(() => true),
    ),
    row(
      'reads',
      share((isRead) => isRead),
    ),
    row(
      'writes',
      share((isRead) => !isRead),
    ),
    {
      what: `${name}: mean response, ms`,
      expected: mean(requests.map(({ measuredNs }) => measuredNs)) / 1e6,
      got: mean(modelled) / 1e6,
      tolerance: { relative: 0.05 },
      samples: requests.length,
      confidence: null,
    },
  ];
}

export const diskDrive: Validation = {
  name: 'disk-drive',
  summary: 'Does the model of a disk drive answer like the real one, over 10,000 requests measured on a Seagate Cheetah 9LP?',
  source: "DiskSim's validation trace of the drive; the demerit figure of Ruemmler and Wilkes, 1994. DiskSim itself says 0.107 ms, 0.025 of the mean",
  tolerance: 'at most 0.2 of the mean; the mean itself within 5 %',
  needsTraces: true,
  run: async () => [...(await rowsOf(cheetah9lp, 'extracted parameters')), ...(await rowsOf({ ...cheetah9lp, seek: sheetSeeks }, 'seeks of the data sheet'))],
  faults: [
    {
      name: 'a disk that does not wait for its sector',
      summary: 'ten times as fast a spindle: next to no rotational delay',
      run: () => rowsOf({ ...cheetah9lp, revolutionsPerMinute: 100_450 }, 'broken'),
    },
    {
      name: 'a buffer that reads nothing ahead',
      summary: 'no read-ahead: sequential reads go to the platter',
      run: () => rowsOf({ ...cheetah9lp, cache: { ...cheetah9lp.cache, readAheadSectors: 0 } }, 'broken'),
    },
    {
      name: 'a drive that reports writes late',
      summary: 'writes are done when the platter has them',
      run: () => rowsOf({ ...cheetah9lp, cache: { ...cheetah9lp.cache, writeSegments: 0 } }, 'broken'),
    },
  ],
};

/** Write amplification of the translation layer under uniform random writes of single pages, on one die: the setting of the closed forms. */
import { RandomStream } from '../../../sim/base/random.ts';
import { defaultParams } from '../../../sim/base/spec.ts';
import { flashGeometry } from '../../../sim/devices/flash/flashGeometry.ts';
import { gcPolicies } from '../../../sim/devices/flash/gc/gcPolicies.ts';
import { ssdParams } from '../../../sim/devices/flash/ssdParams.ts';
import { Translation } from '../../../sim/devices/flash/translation.ts';

export interface AmplificationSetting {
  readonly gc: string;
  /** 1 − U/T. */
  readonly spare: number;
  readonly pagesPerBlock: number;
  readonly blocks: number;
  /** Writes after the fill, in multiples of the flash: before counting, and counted. */
  readonly settle: number;
  readonly measure: number;
  readonly seed?: number;
}

export function writeAmplification(setting: AmplificationSetting): { readonly amplification: number; readonly writes: number } {
  const { gc, pagesPerBlock, blocks, seed = 1 } = setting;
  const physical = blocks * pagesPerBlock;
  const logical = Math.floor(physical * (1 - setting.spare));
  const params = {
    ...defaultParams({ params: ssdParams }),
    ...{ channels: 1, diesPerChannel: 1, pageSizeBytes: 4096, pagesPerBlock, gc, gcFree: 0, streams: false, wearLevelling: false },
    overProvisioning: physical / logical - 1 - 1e-9,
  };
  const geometry = flashGeometry(params, { sizeBytes: logical * 4096, blockBytes: 4096 });
  const spec = gcPolicies.find(({ name }) => name === gc)!;
  const translation = new Translation(geometry, { hasStreams: false, isLevelling: false }, (context) =>
    spec.create({ choices: 10 }, { ...context, stream: new RandomStream(seed, 'gc') }),
  );
  const draws = new RandomStream(seed, 'writes');
  for (let unit = 0; unit < logical; unit += 1) translation.write(unit, 0, false);
  for (let count = 0; count < setting.settle * physical; count += 1) translation.write(draws.nextInt(logical), 0, false);
  const before = { ...translation.counts };
  const writes = Math.round(setting.measure * physical);
  for (let count = 0; count < writes; count += 1) translation.write(draws.nextInt(logical), 0, false);
  return { amplification: 1 + (translation.counts.movedUnits - before.movedUnits) / writes, writes };
}

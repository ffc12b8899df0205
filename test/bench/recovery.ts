/** How long recovery takes after a crash of the server: reading the log and building index, slots, log and policies anew, in real time. */
import { noneSettled } from '../../sim/base/settled.ts';
import { CacheEngine } from '../../sim/engine/engine.ts';
import { logAreaBytes } from '../../sim/engine/logFormat.ts';
import { Op, Space } from '../../sim/engine/protocol.ts';
import type { IoRequest, RequestTag, VmId } from '../../sim/engine/protocol.ts';
import { formatLog, recoverEngine } from '../../sim/engine/recovery/recoverEngine.ts';
import type { Recovery } from '../../sim/engine/recovery/recoverEngine.ts';
import type { Benchmark, BenchmarkSize, Measurement } from './benchmark.ts';
import { benchEngine, benchScenario } from './benchSimulation.ts';
import { TimelessDriver } from './timelessDriver.ts';

const image = { slotChecksum: (slot: number) => slot, arrayChecksum: () => 0, snapshotChecksum: () => 0 };

function request(op: IoRequest['op'], block: number, blockBytes: number): IoRequest {
  const lengthBytes = op === Op.Flush ? 0 : blockBytes;
  const offsetBytes = block * blockBytes;
  return { tag: 1 as RequestTag, vm: 0 as VmId, space: Space.Disk, op, offsetBytes, lengthBytes, forceUnitAccess: false, buffer: 1, view: -1 };
}

export const recovery: Benchmark = {
  name: 'recovery',
  question: 'recovery of 1M cached blocks from the log on flash, in real time',
  contenders: ['hindcast'],
  async run(_contender: string, size: BenchmarkSize): Promise<Measurement> {
    const blocks = size === 'smoke' ? 2000 : 1_000_000;
    const { config } = await benchEngine(
      benchScenario({
        'vms.0.count': '1',
        'vms.0.disk': '5GiB',
        'server.flash.size': size === 'smoke' ? '64MiB' : '5GiB',
        'server.cache.flush.interval': '1h',
      }),
    );
    const log = new Uint8Array(logAreaBytes(config));
    const first = formatLog(config);
    log.set(first.bytes, first.offset);
    const driver = new TimelessDriver(new CacheEngine(config, false, image), log);
    for (let block = 0; block < blocks; block += 1) {
      driver.nowNs += 1000;
      driver.submit(request(Op.Write, block, config.blockBytes));
    }
    driver.submit(request(Op.Flush, 0, config.blockBytes));

    const rounds: number[] = [];
    let recovered: Recovery | null = null;
    for (let round = 0; round < (size === 'smoke' ? 1 : 5); round += 1) {
      const reader = { areaBytes: log.length, read: (offset: number, lengthBytes: number) => log.subarray(offset, offset + lengthBytes) };
      const start = performance.now();
      recovered = recoverEngine(config, reader, { snapshots: [new Set()], settled: noneSettled }, driver.nowNs, image, false);
      rounds.push((blocks * 1000) / (performance.now() - start));
    }
    if (recovered === null) throw new Error('recovery finds no superblock');
    const { currentDirty } = recovered.engine.slotCounts(0 as VmId, 'flash');
    if (currentDirty !== blocks) throw new Error(`recovered ${currentDirty} blocks instead of ${blocks}`);
    rounds.sort((one, other) => other - one);
    const perSecond = rounds[Math.min(2, rounds.length - 1)]!;
    const { segments, entries, bytesRead } = recovered.report;
    return {
      operation: 'block',
      operations: blocks,
      perSecond,
      rounds,
      hash: String(blocks),
      figures: { milliseconds: (blocks * 1000) / perSecond, segments, entries, mebibytesRead: bytesRead / 2 ** 20 },
    };
  },
};

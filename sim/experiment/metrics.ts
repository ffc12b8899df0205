/**
 * What a comparison looks at: one line a metric. Help, table, JSON and `--fail-on` read these lines; a metric is added by adding one.
 *
 * `path` leads to the figure in `result.json`; see `readMetric.ts` for how lists are read. Metrics of crashes and rollbacks are there when a run has them.
 */
import type { Better } from './paretoFront.ts';

export type MetricUnit = 'ns' | 'bytes' | 'bytesPerSecond' | 'perSecond' | 'ratio' | 'count' | 'years';

export interface Metric {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly better: Better;
  readonly path: string;
  readonly summary: string;
  /** Is in the table for people without being asked for, and is what `--precision` is about: the others are in the JSON. */
  readonly isMain: boolean;
}

function main(name: string, unit: MetricUnit, better: Better, path: string, summary: string): Metric {
  return { name, unit, better, path, summary, isMain: true };
}

function more(name: string, unit: MetricUnit, better: Better, path: string, summary: string): Metric {
  return { name, unit, better, path, summary, isMain: false };
}

export const metrics: readonly Metric[] = [
  main('throughput', 'perSecond', 'higher', 'total.iops', 'requests acknowledged per second, all VMs'),
  more('bandwidth', 'bytesPerSecond', 'higher', 'total.bytesPerSecond', 'bytes read and written per second, all VMs'),
  more('writeMean', 'ns', 'lower', 'total.latencyNs.write.mean', 'mean latency of writes'),
  more('writeP50', 'ns', 'lower', 'total.latencyNs.write.p50', 'median latency of writes'),
  main('writeP99', 'ns', 'lower', 'total.latencyNs.write.p99', '99th percentile of the latency of writes'),
  more('writeP999', 'ns', 'lower', 'total.latencyNs.write.p999', '99.9th percentile of the latency of writes'),
  more('readMean', 'ns', 'lower', 'total.latencyNs.read.mean', 'mean latency of reads'),
  more('readP50', 'ns', 'lower', 'total.latencyNs.read.p50', 'median latency of reads'),
  main('readP99', 'ns', 'lower', 'total.latencyNs.read.p99', '99th percentile of the latency of reads'),
  more('readP999', 'ns', 'lower', 'total.latencyNs.read.p999', '99.9th percentile of the latency of reads'),
  main('stallTime', 'ns', 'lower', 'total.stallNs', 'time in which a request waited for room, sum over the VMs'),
  more('dramHitRatio', 'ratio', 'higher', 'total.hitRatio.dram', 'share of the blocks read that was in DRAM'),
  more('worstReadMean', 'ns', 'lower', 'vms[max].latencyNs.read.mean', 'mean latency of reads of the VM whose is longest'),
  more('flashHitRatio', 'ratio', 'higher', 'total.hitRatio.flash', 'share of the blocks read that was in flash'),
  more('slowestVm', 'perSecond', 'higher', 'vms[min].iops', 'requests acknowledged per second by the VM that got least'),
  more('slowdownMax', 'count', 'lower', 'slowdown.vms[max].slowdown', 'mean latency beside others over that alone, of the VM slowed most'),
  more('unfairness', 'count', 'lower', 'slowdown.unfairness', 'the largest slowdown of a VM by the others over the smallest'),
  main('rpoMean', 'ns', 'lower', 'crashes[mean;image=array].rpoNs', 'age of the oldest write lost with the server, mean of crashes'),
  more('rpoMax', 'ns', 'lower', 'crashes[max;image=array].rpoNs', 'age of the oldest write lost with the server, worst crash'),
  more('lostWrites', 'count', 'lower', 'crashes[mean;image=array].lostWrites', 'acknowledged writes lost with the server, mean of crashes'),
  more('lostBytes', 'bytes', 'lower', 'crashes[mean;image=array].lostBytes', 'bytes of acknowledged writes lost with the server, mean of crashes'),
  more('tornImages', 'ratio', 'lower', 'crashes[share;image=array].consistency=torn', 'share of the crashes after which a disk on the array is torn'),
  more('rpoRecovered', 'ns', 'lower', 'crashes[mean;image=server].rpoNs', 'the same though the server comes back, mean of crashes'),
  more('lostRecovered', 'count', 'lower', 'crashes[mean;image=server].lostWrites', 'acknowledged writes lost though the server comes back, mean of crashes'),
  more('recoveryTime', 'ns', 'lower', 'crashes[mean;image=server].rtoNs', 'time from a crash until VMs run again, mean over the crashes'),
  main('dirtyBlocks', 'count', 'lower', 'cache.dirtyBlocks.mean', 'blocks that the array has not got yet, mean over time'),
  more('dirtyBlocksMax', 'count', 'lower', 'cache.dirtyBlocks.max', 'blocks that the array has not got yet, at most'),
  main('window', 'ns', 'higher', 'cache.windowNs.mean', 'how far back all VMs can be taken, mean over time'),
  more('windowMin', 'ns', 'higher', 'cache.windowNs.min', 'how far back all VMs can be taken, at least'),
  more('rollbackTime', 'ns', 'lower', 'rollbacks[mean].rtoNs', 'time that a rollback takes, mean over those not refused'),
  more('rollbackRecords', 'count', 'lower', 'rollbacks[mean].recordsWalked', 'log records that a rollback walks, mean over those not refused'),
  more('rollbackBlocks', 'count', 'lower', 'rollbacks[mean].blocksRestored', 'blocks that a rollback takes back, mean over those not refused'),
  more('rollbacksRefused', 'ratio', 'lower', 'rollbacks[mean].refused', 'share of the rollbacks that was refused'),
  more('recordsGivenUp', 'count', 'lower', 'cache.recordsGivenUp', 'log records given up for want of room'),
  more('preimageReads', 'count', 'lower', 'cache.preimageReads', 'previous versions read from the array'),
  more('destages', 'count', 'lower', 'cache.destages', 'blocks written to the array'),
  more('arrayBytesWritten', 'bytes', 'lower', 'array.bytesWritten', 'bytes written to the array'),
  main('arrayUtilisation', 'ratio', 'lower', 'array.utilisation', 'share of the places of the array that was busy'),
  more('arrayQueue', 'count', 'lower', 'array.queueLengthMean', 'operations at the array, mean over time'),
  main('flashBytes', 'bytes', 'lower', 'flash.bytesProgrammed', 'bytes written on the flash medium, all causes'),
  more('writeAmplification', 'count', 'lower', 'flash.writeAmplification', 'bytes on the flash medium per byte that the cache wrote'),
  main('flashLife', 'years', 'higher', 'flash.wear.lifeYears', 'years until the flash is worn out, under the same load'),
];

/** What a run found, in three sentences: how fast, how far back and what that took, and whether it was right. */
import type { RunResult } from '../../sim/results/runResult.ts';
import { readableAmount, readableBytes, readableBytesPerSecond, readableCount, readableDuration, readablePercent } from './readable.ts';
import { oracleVerdict } from './verdict.ts';

export function findings(result: Omit<RunResult, 'wallSeconds'>): readonly [string, string, string] {
  return [speedSentence(result), rollbackSentence(result), oracleVerdict(result).sentence];
}

function speedSentence(result: Omit<RunResult, 'wallSeconds'>): string {
  const { total } = result;
  const vms = readableAmount(result.vms.length, 'VM');
  const ended = result.partial ? ' before it was ended early' : '';
  const hits = total.reads === 0 ? '' : `; ${readablePercent(total.hitRatio.dram + total.hitRatio.flash)} of the blocks read came from DRAM or flash`;
  const latencies = [
    total.latencyNs.read.count === 0 ? '' : `99 % of the reads within ${readableDuration(total.latencyNs.read.p99)}`,
    total.latencyNs.write.count === 0 ? '' : `99 % of the writes within ${readableDuration(total.latencyNs.write.p99)}`,
  ].filter((part) => part !== '');
  const answered = latencies.length === 0 ? '' : `, ${latencies.join(' and ')}`;
  return `In ${readableDuration(result.simulatedNs)} of simulated time${ended}, ${vms} did ${readableCount(Math.round(total.iops))} IO/s (${readableBytesPerSecond(total.bytesPerSecond)})${answered}${hits}.`;
}

function rollbackSentence(result: Omit<RunResult, 'wallSeconds'>): string {
  const done = result.rollbacks.filter((rollback) => !rollback.refused && rollback.kind === 'rollback');
  const undos = result.rollbacks.filter((rollback) => !rollback.refused && rollback.kind === 'undo').length;
  const refused = result.rollbacks.filter((rollback) => rollback.refused).length;
  const window = `at the end the VMs could be taken back at least ${readableDuration(result.cache.windowNs.end)}`;
  const flash = Object.values(result.flash.bytesWritten).reduce((sum, bytes) => sum + bytes, 0);
  const cost = flash === 0 ? '' : `, for which ${readableBytes(flash)} were written to flash`;
  const stalls =
    result.cache.stalls === 0
      ? ''
      : `; writes waited for room ${result.cache.stalls === 1 ? 'once' : `${readableCount(result.cache.stalls)} times`}, ${readableDuration(result.total.stallNs)} in all`;
  if (result.rollbacks.length === 0) return capital(`${window}${cost}${stalls}.`);
  const longest = done.reduce((most, rollback) => Math.max(most, rollback.rtoNs), 0);
  const blocks = done.reduce((sum, rollback) => sum + rollback.blocksRestored, 0);
  const main =
    done.length === 0
      ? 'No VM was rolled back'
      : `${readableAmount(done.length, 'rollback')} restored ${readableAmount(blocks, 'block')}${done.length === 1 ? ' in' : ', the longest in'} ${readableDuration(longest)}`;
  const more = [undos === 0 ? '' : readableAmount(undos, 'undo'), refused === 0 ? '' : `${readableCount(refused)} refused`].filter((part) => part !== '');
  return capital(`${main}${more.length === 0 ? '' : ` (${more.join(', ')})`}; ${window}${cost}${stalls}.`);
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

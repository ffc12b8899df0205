/**
 * From the jobs of a fio job file to workloads of one VM: what fio would do in this guest.
 *
 * - The files of all jobs lie one behind the other on the VM's disk, each from a whole MiB on; `/dev/…` is the whole disk. Jobs that name the same file share it; else each clone
 *   (numjobs) has one of its own.
 * - Jobs run side by side; one with stonewall begins when those before it have ended.
 * - A random job takes each place once in random order before any comes again, as fio does, unless norandommap is set or another distribution says otherwise.
 * - Reads and writes of a sequential mix (rw=rw) each have their own position.
 */
import { nearMiss } from '../../sim/base/nearMiss.ts';
import { formatQuantity } from '../../sim/base/units.ts';
import type { IoSizes } from '../generators/ioSizes.ts';
import { largestIoBytes } from '../generators/patternFacts.ts';
import type { PacedWorkload, PacingConfig, PatternChoice, WorkloadConfig } from '../workloadConfig.ts';
import { FioFileError } from './fioFileError.ts';
import { readFioJob, type FioDistribution, type FioJob } from './fioJob.ts';
import type { FioSize } from './fioOptionReader.ts';
import { readFioSections } from './fioSections.ts';

const fileAlignBytes = 1024 * 1024;

/** The jobs of a file, or the one that is named. Throws FioFileError. */
export function readFioJobs(text: string, file: string, only: string): readonly FioJob[] {
  const jobs = readFioSections(text, file).map((section) => readFioJob(section, file));
  if (only === '') return jobs;
  const named = jobs.filter(({ name }) => name === only);
  const names = jobs.map(({ name }) => name);
  if (named.length === 0)
    throw new FioFileError({ file, line: 0, given: `there is no job ${only}`, allowed: `its jobs are ${names.join(', ')}`, suggestion: nearMiss(only, names) });
  return named;
}

interface Region {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** Size of the disk that the files of these jobs need, where they say it in bytes. */
export function fioDiskBytes(jobs: readonly FioJob[], file: string): number {
  return [...placeFiles(jobs, file).values()].reduce((end, { offsetBytes, sizeBytes }) => Math.max(end, offsetBytes + sizeBytes), deviceBytes(jobs));
}

/** What the jobs do on a disk of this size, from `startNs` to `stopNs`. Throws FioFileError. */
export function fioWorkload(
  jobs: readonly FioJob[],
  file: string,
  place: { readonly diskBytes: number; readonly blockBytes: number; readonly startNs: number; readonly stopNs: number | null },
): WorkloadConfig {
  const files = placeFiles(jobs, file);
  const stages: { name: string; workload: WorkloadConfig }[][] = [];
  jobs.forEach((job, number) => {
    if (stages.length === 0 || job.waitsForPrevious) stages.push([]);
    for (let clone = 0; clone < job.clones; clone++) {
      const region = regionOf(job, clone, files, place.diskBytes, file);
      const workload = jobWorkload(job, region, file, place.blockBytes);
      stages.at(-1)!.push({ name: `${String(number)}.${job.name}.${String(clone)}`, workload });
    }
  });
  return {
    kind: 'phases',
    startNs: place.startNs,
    stopNs: place.stopNs,
    rounds: 1,
    phases: stages.map((workloads) => ({ lastsNs: null, workload: { kind: 'parallel', workloads } })),
  };
}

function isDevice(job: FioJob): boolean {
  return job.filename?.startsWith('/dev/') === true;
}

function fileKey(job: FioJob, clone: number): string {
  return job.filename === null ? `${job.name}.${String(clone)}` : `=${job.filename}`;
}

/** Regular files one behind the other, in the order in which jobs name them. */
function placeFiles(jobs: readonly FioJob[], file: string): ReadonlyMap<string, Region> {
  const sizes = new Map<string, number>();
  for (const job of jobs) {
    if (isDevice(job)) continue;
    for (let clone = 0; clone < job.clones; clone++) {
      const key = fileKey(job, clone);
      const endBytes = plainBytes(job, job.offset, 'offset', file) + clone * job.offsetIncrementBytes + plainBytes(job, job.size, 'size', file);
      sizes.set(key, Math.max(sizes.get(key) ?? 0, endBytes));
    }
  }
  const files = new Map<string, Region>();
  let offsetBytes = 0;
  for (const [key, sizeBytes] of sizes) {
    files.set(key, { offsetBytes, sizeBytes });
    offsetBytes = Math.ceil((offsetBytes + sizeBytes) / fileAlignBytes) * fileAlignBytes;
  }
  return files;
}

function plainBytes(job: FioJob, size: FioSize | null, key: string, file: string): number {
  const wrong = { file, line: job.line, job: job.name, given: `${key} ${size === null ? 'is missing' : 'is a percentage'}` };
  if (size === null) throw new FioFileError({ ...wrong, allowed: 'a file needs it in bytes, such as size=1g; filename=/dev/vda would be the whole disk' });
  if ('ratio' in size)
    throw new FioFileError({ ...wrong, allowed: 'of a device it is understood (filename=/dev/vda), of a file bytes are needed, such as 1g' });
  return size.bytes;
}

/** What jobs on a device reach up to, as far as they say it in bytes. */
function deviceBytes(jobs: readonly FioJob[]): number {
  return jobs.filter(isDevice).reduce((end, { offset, size, clones, offsetIncrementBytes }) => {
    const ends = ('bytes' in offset ? offset.bytes : 0) + (clones - 1) * offsetIncrementBytes + (size !== null && 'bytes' in size ? size.bytes : 0);
    return Math.max(end, ends);
  }, 0);
}

function regionOf(job: FioJob, clone: number, files: ReadonlyMap<string, Region>, diskBytes: number, file: string): Region {
  const base = isDevice(job) ? { offsetBytes: 0, sizeBytes: diskBytes } : files.get(fileKey(job, clone))!;
  const inFile = bytesOf(job.offset, base.sizeBytes) + clone * job.offsetIncrementBytes;
  const sizeBytes = job.size === null ? base.sizeBytes - inFile : bytesOf(job.size, base.sizeBytes);
  const region = { offsetBytes: base.offsetBytes + inFile, sizeBytes };
  if (sizeBytes > 0 && region.offsetBytes + sizeBytes <= diskBytes) return region;
  throw new FioFileError({
    file,
    line: job.line,
    job: job.name,
    given: sizeBytes > 0 ? `reaches up to ${formatQuantity(region.offsetBytes + sizeBytes, 'bytes')} of the disk` : 'has nothing to work on',
    allowed: `the VM's disk has ${formatQuantity(diskBytes, 'bytes')}: make it larger, or size and offset smaller`,
  });
}

function bytesOf(size: FioSize, wholeBytes: number): number {
  return 'bytes' in size ? size.bytes : Math.floor((wholeBytes * size.ratio) / 4096) * 4096;
}

function jobWorkload(job: FioJob, region: Region, file: string, blockBytes: number): PacedWorkload {
  const choice = patternOf(job, region);
  const ioBytes = largestIoBytes(choice);
  if (region.sizeBytes < ioBytes)
    throw new FioFileError({
      file,
      line: job.line,
      job: job.name,
      given: `size is ${formatQuantity(region.sizeBytes, 'bytes')}`,
      allowed: `it must hold an IO of ${formatQuantity(ioBytes, 'bytes')}`,
    });
  const transferBytes = (job.ioBytes === null ? region.sizeBytes : job.ioBytes) * job.loops;
  return {
    kind: 'paced',
    ...choice,
    space: 'disk',
    pacing: pacingOf(job),
    startNs: job.startDelayNs,
    stopNs: job.runtimeNs === null ? null : job.startDelayNs + job.runtimeNs,
    ios: null,
    bytes: job.isTimeBased ? null : Math.max(transferBytes, blockBytes),
    limits: { ratePerSecond: job.isPoisson ? null : job.ratePerSecond, bytesPerSecond: job.bytesPerSecond },
    flushEvery: job.flushEvery,
    flushWaits: job.flushWaits,
    forceUnitAccessRatio: job.forcesUnitAccess ? 1 : 0,
  };
}

function pacingOf(job: FioJob): PacingConfig {
  if (job.isPoisson && job.ratePerSecond !== null) return { type: 'poisson', params: { ratePerSecond: job.ratePerSecond } };
  return { type: 'closed', params: { queueDepth: job.queueDepth, thinkTime: { kind: 'constant', valueNs: job.thinkTimeNs }, thinkEvery: job.thinkEvery } };
}

function patternOf(job: FioJob, region: Region): PatternChoice {
  const { readRatio, trimRatio } = job;
  const mix = (reads: number, trims: number): PatternChoice['params'] => mixParams(job, region, reads, trims);
  if (job.isRandom) return randomPattern(job.distribution, job, mix(readRatio, trimRatio));
  const writeRatio = 1 - readRatio - trimRatio;
  if (readRatio === 0 || writeRatio === 0) return { type: 'sequential', params: mix(readRatio, trimRatio) };
  const parts = [
    { type: 'sequential', params: mix(1, 0), weight: readRatio },
    { type: 'sequential', params: mix(0, 0), weight: writeRatio },
  ];
  return { type: 'mixed', params: { of: parts } };
}

function mixParams(job: FioJob, region: Region, readRatio: number, discardRatio: number): Readonly<Record<string, unknown>> {
  return {
    readRatio,
    discardRatio,
    ioSizeBytes: readRatio + discardRatio === 0 ? job.writeSizes : job.readSizes,
    writeSizeBytes: isSame(job.readSizes, job.writeSizes) || readRatio + discardRatio === 0 || readRatio + discardRatio === 1 ? null : job.writeSizes,
    footprintBytes: region.sizeBytes,
    offsetBytes: region.offsetBytes,
    alignBytes: job.alignBytes,
  };
}

function isSame(first: IoSizes, second: IoSizes): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}

function randomPattern(distribution: FioDistribution, { sequentialRatio }: FioJob, mix: Readonly<Record<string, unknown>>): PatternChoice {
  const params = { ...mix, sequentialRatio };
  switch (distribution.kind) {
    case 'once':
    case 'random':
      return { type: 'uniform', params: { ...params, once: distribution.kind === 'once' } };
    case 'zipf':
      return { type: 'zipf', params: { ...params, exponent: distribution.exponent } };
    case 'pareto':
      return { type: 'self-similar', params: { ...params, skew: distribution.skew } };
    case 'zoned':
      return { type: 'mixed', params: { of: zones(distribution.zones, params) } };
  }
}

/** Each zone is a region of its own, behind the one before it. */
function zones(
  shares: readonly { readonly accessRatio: number; readonly sizeRatio: number }[],
  params: Readonly<Record<string, unknown>>,
): readonly (PatternChoice & { readonly weight: number })[] {
  const wholeBytes = Number(params['footprintBytes']);
  let offsetBytes = Number(params['offsetBytes']);
  return shares.map(({ accessRatio, sizeRatio }) => {
    const footprintBytes = bytesOf({ ratio: sizeRatio }, wholeBytes);
    const zone = { type: 'uniform', params: { ...params, offsetBytes, footprintBytes, once: false }, weight: accessRatio };
    offsetBytes += footprintBytes;
    return zone;
  });
}

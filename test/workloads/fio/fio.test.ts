import { describe, expect, it } from 'vitest';
import { Op } from '../../../sim/engine/protocol.ts';
import { FioFileError } from '../../../workloads/fio/fioFileError.ts';
import { fioAliases, fioIgnored, fioRefused, fioUsed } from '../../../workloads/fio/fioOptions.ts';
import { fioDiskBytes, fioWorkload, readFioJobs } from '../../../workloads/fio/fioWorkload.ts';
import { parseFioInt, parseFioTime } from '../../../workloads/fio/fioUnits.ts';
import { createIoSource } from '../../../workloads/generators/createIoSource.ts';
import { pacedParts, type PacedWorkload, type WorkloadConfig } from '../../../workloads/workloadConfig.ts';
import { SourceDriver, type SeenIo } from '../../support/sourceDriver.ts';

const mib = 1024 * 1024;
const diskBytes = 1024 * mib;
const place = { diskBytes, blockBytes: 4096, startNs: 0, stopNs: null };

function read(text: string, job = ''): WorkloadConfig {
  return fioWorkload(readFioJobs(text, 'jobs.fio', job), 'jobs.fio', place);
}

/** The only job with these options. */
function only(options: string): PacedWorkload {
  const parts = pacedParts(read(`[j]\nsize=64m\n${options.replaceAll(' ', '\n')}`));
  expect(parts.length).toBe(1);
  return parts[0]!;
}

function drive(config: WorkloadConfig, count: number): SeenIo[] {
  return new SourceDriver(createIoSource(config, { seed: 1, name: 'vm/0', blockBytes: 4096, diskBytes, memoryBytes: 0, traceOf: () => null })).drive(count);
}

const share = (seen: readonly SeenIo[], op: number): number => seen.filter((io) => io.op === op).length / seen.length;

describe('numbers in a fio job file', () => {
  it.each([
    ['4096', 1024, 4096],
    ['4k', 1024, 4096],
    ['4KB', 1024, 4096],
    ['4ki', 1024, 4000],
    ['4kib', 1000, 4096],
    ['4k', 1000, 4000],
    ['1m', 1024, mib],
    ['1.5G', 1024, 1536 * mib],
    ['0x1000', 1024, 4096],
    ['4x', 1024, null],
    ['1.5', 1024, null],
    ['-3', 1024, null],
    ['9999999p', 1024, null],
  ])('%s with kb_base=%s', (text, base, value) => {
    expect(parseFioInt(text, base)).toBe(value);
  });

  it.each([
    ['30', 1e9, 30e9],
    ['5m', 1e9, 300e9],
    ['200ms', 1e9, 200e6],
    ['15', 1e3, 15e3],
    ['2H', 1e9, 7200e9],
    ['3 weeks', 1e9, null],
  ])('the time %s', (text, unitNs, value) => {
    expect(parseFioTime(text, unitNs)).toBe(value);
  });
});

describe('a fio job', () => {
  it('reads or writes one IO behind the other until its size is transferred', () => {
    const seen = drive(only('rw=write bs=1m'), 1000);
    expect(seen.map(({ op, offset, length }) => [op, offset / mib, length / mib])).toEqual(Array.from({ length: 64 }, (_, index) => [Op.Write, index, 1]));
    expect(drive(only('rw=read bs=1m loops=3'), 1000).length).toBe(192);
    expect(drive(only('rw=read bs=1m io_size=10m'), 1000).length).toBe(10);
    expect(drive(only('rw=randtrim bs=1m io_size=10m'), 1000).every(({ op }) => op === Op.Discard)).toBe(true);
  });

  it('takes each place once in random order, unless norandommap is set', () => {
    const places = (options: string): number[] => drive(only(`rw=randread bs=64k ${options}`), 1024).map(({ offset }) => offset);
    const covered = places('');
    expect(new Set(covered).size).toBe(1024);
    expect(covered).not.toEqual([...covered].sort((first, second) => first - second));
    expect(new Set(places('norandommap')).size).toBeLessThan(700);
  });

  it('mixes reads and writes; a sequential mix with a position of each', () => {
    expect(share(drive(only('rw=randrw rwmixread=70 norandommap'), 10_000), Op.Read)).toBeCloseTo(0.7, 1);
    expect(share(drive(only('rw=randrw rwmixwrite=90 norandommap'), 10_000), Op.Read)).toBeCloseTo(0.1, 1);
    const mixed = drive(only('rw=rw bs=64k'), 200);
    for (const op of [Op.Read, Op.Write]) {
      const offsets = mixed.filter((io) => io.op === op).map(({ offset }) => offset / 65_536);
      expect(offsets).toEqual(offsets.map((_, index) => index));
    }
  });

  it('has sizes by direction, ranges and splits', () => {
    const byOp = drive(only('rw=randrw bs=4k,64k norandommap'), 500);
    expect(byOp.every(({ op, length }) => length === (op === Op.Read ? 4096 : 65_536))).toBe(true);
    expect(new Set(drive(only('rw=randread bsrange=4k-16k norandommap'), 500).map(({ length }) => length / 4096))).toEqual(new Set([1, 2, 3, 4]));
    const split = drive(only('rw=randread bssplit=4k/60:64k/:8k/ norandommap'), 20_000);
    for (const [size, wanted] of [
      [4096, 0.6],
      [65_536, 0.2],
      [8192, 0.2],
    ] as const)
      expect(split.filter(({ length }) => length === size).length / split.length).toBeCloseTo(wanted, 1);
    expect(drive(only('rw=randread bs=4k ba=64k'), 100).every(({ offset }) => offset % 65_536 === 0)).toBe(true);
  });

  it('knows distributions, and how much is random', () => {
    expect(only('rw=randread random_distribution=zipf:1.3')).toMatchObject({ type: 'zipf', params: { exponent: 1.3 } });
    expect(only('rw=randread random_distribution=pareto:0.1')).toMatchObject({ type: 'self-similar', params: { skew: 0.1 } });
    const zoned = drive(only('rw=randread random_distribution=zoned:80/10:20/90 time_based runtime=1'), 10_000);
    expect(zoned.filter(({ offset }) => offset < 6.4 * mib).length / zoned.length).toBeCloseTo(0.8, 1);
    const seen = drive(only('rw=randread percentage_random=25 norandommap'), 10_000);
    const follows = seen.filter(({ offset }, index) => index > 0 && offset === seen[index - 1]!.offset + 4096);
    expect(follows.length / seen.length).toBeCloseTo(0.75, 1);
  });

  it('has pacing, limits, ends, flushes', () => {
    expect(only('iodepth=32 ioengine=libaio thinktime=500 thinktime_blocks=4').pacing.params).toEqual({
      queueDepth: 32,
      thinkTime: { kind: 'constant', valueNs: 500_000 },
      thinkEvery: 4,
    });
    expect(only('rate=50m').limits).toEqual({ ratePerSecond: null, bytesPerSecond: 50 * mib });
    expect(only('rw=randrw rwmixread=80 rate_iops=800').limits.ratePerSecond).toBeCloseTo(1000);
    expect(only('rw=randrw rwmixread=50 rate_iops=800,100').limits.ratePerSecond).toBeCloseTo(200);
    expect(only('rate_iops=800 rate_process=poisson').pacing).toEqual({ type: 'poisson', params: { ratePerSecond: 800 } });
    expect(only('runtime=5 startdelay=2 ramp_time=1')).toMatchObject({ startNs: 2e9, stopNs: 8e9, bytes: 64 * mib });
    expect(only('runtime=5 time_based=1')).toMatchObject({ stopNs: 5e9, bytes: null });
    expect(only('rw=write fsync=8')).toMatchObject({ flushEvery: 8, flushWaits: false });
    expect(only('rw=write write_barrier=8 sync=1')).toMatchObject({ flushEvery: 8, flushWaits: true, forceUnitAccessRatio: 1 });
  });

  it('takes the last of an option, and global ones before its own', () => {
    const jobs = pacedParts(read('[global]\nbs=8k\nsize=1m\n[a]\n[b]\nbs=4k\nbs=16k ; twice\n[global]\nsize=2m\n[c]\n'));
    expect(jobs.map(({ params, bytes }) => [params['ioSizeBytes'], bytes])).toEqual([
      [8192, mib],
      [16_384, mib],
      [8192, 2 * mib],
    ]);
  });
});

describe('the jobs of a file', () => {
  const regions = (text: string): unknown =>
    pacedParts(read(text)).map(({ params }) => [Number(params['offsetBytes']) / mib, Number(params['footprintBytes']) / mib]);

  it('have files of their own, one behind the other; those that are named are shared; a device is the disk', () => {
    expect(regions('[a]\nsize=10m\nnumjobs=2\n[b]\nsize=1536k\nfilename=x\n[c]\nsize=1m\noffset=512k\nfilename=x\n[d]\nfilename=/dev/vda\noffset=25%')).toEqual(
      [
        [0, 10],
        [10, 10],
        [20, 1.5],
        [20.5, 1],
        [256, 768],
      ],
    );
    expect(regions('[a]\nfilename=/dev/sda\nsize=10m\noffset_increment=20m\nnumjobs=2')).toEqual([
      [0, 10],
      [20, 10],
    ]);
    expect(fioDiskBytes(readFioJobs('[a]\nsize=9g\n[b]\nsize=1g', 'f', ''), 'f')).toBe(10 * 1024 * mib);
  });

  it('run side by side; stonewall waits until all before it have ended', () => {
    const text = '[global]\nsize=1m\nbs=64k\n[a]\nrw=read\n[b]\nrw=write\n[c]\nstonewall\nrw=trim\n';
    const seen = drive(read(text), 1000);
    expect(seen.length).toBe(48);
    expect(new Set(seen.slice(0, 4).map(({ op }) => op))).toEqual(new Set([Op.Read, Op.Write]));
    const firstTrim = seen.findIndex(({ op }) => op === Op.Discard);
    expect(firstTrim).toBe(32);
    expect(seen[32]!.atNs).toBeGreaterThanOrEqual(seen[31]!.atNs + 1000);
  });

  it('can be run one by one', () => {
    expect(pacedParts(read('[a]\nsize=1m\n[b]\nsize=2m', 'b')).map(({ bytes }) => bytes)).toEqual([2 * mib]);
  });

  it('each option is in one list', () => {
    const all = [fioUsed, fioAliases, fioIgnored, fioRefused].flatMap((list) => Object.keys(list));
    expect(all.filter((option, index) => all.indexOf(option) < index)).toEqual([]);
    const lines = Object.keys(fioIgnored).map((option) => `${option}=1`);
    expect(pacedParts(read(`[a]\nsize=1m\n${lines.join('\n')}`)).length).toBe(1);
  });
});

/** Options of the one job, from line 2 on → what is said of them. */
const wrong: readonly (readonly [string, string])[] = [
  ['iodpth=4', 'jobs.fio:2: [j] iodpth is no option that is understood here; understood are rw, '],
  ['iodepth=0', 'jobs.fio:2: [j] iodepth is 0; a whole number of 1 to 65536 is needed'],
  ['iodepth=many', 'jobs.fio:2: [j] iodepth is many; a whole number of 1 to 65536 is needed'],
  [
    'iodepth=4',
    "jobs.fio:2: [j] iodepth is 4; the engine psync, fio's default, waits for each IO, so that 1 is what fio would have: say ioengine=libaio, or iodepth=1",
  ],
  [
    'ioengine=sync\niodepth=4',
    'jobs.fio:3: [j] iodepth is 4; the engine sync waits for each IO, so that 1 is what fio would have: say ioengine=libaio, or iodepth=1',
  ],
  ['ioengine=libaoi', 'jobs.fio:2: [j] ioengine is libaoi; engines whose IO is understood are '],
  [
    'rw=randreed',
    'jobs.fio:2: [j] rw is randreed; allowed are read, write, trim, rw, readwrite, randread, randwrite, randtrim, randrw; did you mean randread?',
  ],
  [
    'rw=write:4k',
    'jobs.fio:2: [j] rw is write:4k; what follows the colon is not understood; a workload of type strided leaves gaps, one of type uniform has sequentialRatio',
  ],
  ['bs=4q', 'jobs.fio:2: [j] bs is 4q; a size is needed, such as 4k'],
  ['bs=100', 'jobs.fio:2: [j] bs has an IO of 100 bytes; 512 bytes to 4m are possible'],
  ['bs=64m', 'jobs.fio:2: [j] bs has an IO of 67108864 bytes; 512 bytes to 4m are possible'],
  ['bs=1k,2k,4k,8k', 'jobs.fio:2: [j] bs is 1k,2k,4k,8k; at most three are possible: for reads, writes and trims'],
  ['bsrange=4k', 'jobs.fio:2: [j] bsrange is 4k; a range is needed, such as 4k-64k'],
  ['bssplit=4k/60:64k/50', 'jobs.fio:2: [j] bssplit is 4k/60:64k/50; the percentages must make 100; they make 110'],
  ['bssplit=4k/x', 'jobs.fio:2: [j] bssplit is 4k/x; sizes with their percentages are needed, such as 4k/60:64k/40'],
  ['size=50%', 'jobs.fio:1: [j] size is a percentage; of a device it is understood (filename=/dev/vda), of a file bytes are needed, such as 1g'],
  ['size=', 'jobs.fio:2: size has no value; write size=VALUE'],
  ['size=2g', "jobs.fio:1: [j] reaches up to 2GiB of the disk; the VM's disk has 1GiB: make it larger, or size and offset smaller"],
  ['size=4k\nbs=64k', 'jobs.fio:1: [j] size is 4KiB; it must hold an IO of 64KiB'],
  ['filename=/dev/vda\noffset=100%', "jobs.fio:1: [j] has nothing to work on; the VM's disk has 1GiB: make it larger, or size and offset smaller"],
  ['filename=a:b', 'jobs.fio:2: [j] filename is a:b; a job works on one file: write a job for each'],
  ['rwmixread=170', 'jobs.fio:2: [j] rwmixread is 170; a percentage of 0 to 100 is needed, such as 70'],
  [
    'random_distribution=normal:10',
    'jobs.fio:2: [j] random_distribution is normal:10; allowed are random, zipf:THETA, pareto:H and zoned:ACCESS/SIZE:…, such as zipf:1.1 or zoned:80/20:20/80',
  ],
  [
    'random_distribution=zoned:50/50:40/50',
    'jobs.fio:2: [j] random_distribution is zoned:50/50:40/50; the shares of access, and those of the size, must make 100 each',
  ],
  ['random_distribution=pareto:3', 'jobs.fio:2: [j] random_distribution is pareto:3; allowed are '],
  ['runtime=5 weeks', 'jobs.fio:2: [j] runtime is 5 weeks; a time is needed, such as 30s, 5m or 500ms; without a unit it counts in s'],
  ['startdelay=5-10', 'jobs.fio:2: [j] startdelay is 5-10; a time is needed, such as 30s, 5m or 500ms; without a unit it counts in s'],
  ['time_based', 'jobs.fio:2: [j] time_based is set; it needs a runtime'],
  ['time_based=yes\nruntime=5', 'jobs.fio:2: [j] time_based is yes; allowed are 0, 1'],
  ['rate_process=poisson', 'jobs.fio:2: [j] rate_process is poisson; it needs rate_iops: the rate of the arrivals'],
  ['rate=1m,x', 'jobs.fio:2: [j] rate is 1m,x; a number is needed, or one each for reads, writes and trims, such as 500 or 500,100'],
  ['numjobs=100000', 'jobs.fio:2: [j] numjobs is 100000; a whole number of 1 to 1000 is needed'],
  ['sync=maybe', 'jobs.fio:2: [j] sync is maybe; allowed are 0, 1, none, sync, dsync'],
  ['kb_base=1023', 'jobs.fio:2: [j] kb_base is 1023; allowed are 1024, 1000; did you mean 1024?'],
  ['read_iolog=x.log', 'jobs.fio:2: [j] read_iolog is not understood; replay a log with a workload of its own: { type: trace, file: … }'],
  ['verify=crc32c', 'jobs.fio:2: [j] verify is not understood; every read is checked by the oracle; '],
  ['nrfiles=8', 'jobs.fio:2: [j] nrfiles is not understood; a job works on one file: write a job for each'],
  ['bs=${BS}', 'jobs.fio:2: bs is ${BS}; variables and keywords would have values of this machine: write the value out'],
  ['size=(4*1024)', 'jobs.fio:2: size is (4*1024); sums are not understood: write the value out'],
  ['include other.fio', 'jobs.fio:2: include is not understood; write the options of that file here'],
  ['=4k', 'jobs.fio:2: =4k is no option; a line is option=value, such as rw=randread'],
];

describe('wrong job files', () => {
  const refusal = (text: string, job = ''): string => {
    try {
      read(text, job);
    } catch (error) {
      if (error instanceof FioFileError) return error.message;
      throw error;
    }
    return 'was accepted';
  };

  it.each(wrong.map(([options, message]) => ({ options, message })))('$options', ({ options, message }) => {
    const needsSize = !/^(size|filename)=/m.test(options);
    const said = refusal(`[j]\n${options}\n${needsSize ? 'size=1m\n' : ''}`);
    expect(message.endsWith(' ') ? said.slice(0, message.length) : said).toBe(message);
  });

  it('as a whole', () => {
    expect(refusal('')).toBe('jobs.fio: there is no job; a job is a section with a name, such as [job1]');
    expect(refusal('[global]\nbs=4k')).toBe('jobs.fio: there is no job; a job is a section with a name, such as [job1]');
    expect(refusal('bs=4k\n[a]')).toBe('jobs.fio:1: bs=4k stands before the first section; options belong to [global] or to a job, such as [job1]');
    expect(refusal('[a\nbs=4k')).toBe('jobs.fio:1: [a is no section; a section is a name in brackets, such as [job1]');
    expect(refusal('[a]\n')).toBe('jobs.fio:1: [a] size is missing; a file needs it in bytes, such as size=1g; filename=/dev/vda would be the whole disk');
    expect(refusal('[readers]\nsize=1m', 'reader')).toBe('jobs.fio: there is no job reader; its jobs are readers; did you mean readers?');
  });
});

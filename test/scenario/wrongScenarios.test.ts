import { describe, expect, it } from 'vitest';
import { onlinePolicies } from '../../sim/engine/policy/evictionPolicies.ts';
import { flushPolicies } from '../../sim/engine/policy/flushPolicies.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { ScenarioError } from '../../sim/scenario/scenarioError.ts';

function refusal(text: string, sets: readonly { path: string; value: string }[] = []): string {
  try {
    parseScenario(
      text,
      'dir/wrong.yaml',
      sets.map((set) => ({ ...set, cwdRelative: true })),
    );
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'was accepted';
}

const flushNames = flushPolicies.map(({ name }) => name).join(', ');

/** What is written → what is said of it. */
const wrong: readonly (readonly [string, string])[] = [
  // Not even a scenario.
  ['', 'dir/wrong.yaml:1:1: nothing is written here; a scenario has at least one field, such as duration: 10s'],
  ['# only a comment\n', 'dir/wrong.yaml:1:1: nothing is written here; a scenario has at least one field, such as duration: 10s'],
  ['- a\n- b', 'dir/wrong.yaml:1:1: is a list; a scenario is a map of fields'],
  ['hello', 'dir/wrong.yaml:1:1: is hello; a scenario is a map of fields'],
  ['seed: 1\nseed: 2', 'dir/wrong.yaml:2:1: this is no YAML: Map keys must be unique; a scenario is YAML or JSON'],
  ['{"seed": 1,, }', 'dir/wrong.yaml:1:12: this is no YAML: Unexpected , in flow map; a scenario is YAML or JSON'],
  ['seed: *other', 'dir/wrong.yaml:1:7: this alias names no anchor; an anchor (&name) stands before its aliases (*name)'],
  ['a: &a [1]\n<<: *a', 'dir/wrong.yaml:2:1: merge keys (<<) are not understood; write the fields out'],
  [
    '---\nseed: 1\n---\nseed: 2',
    'dir/wrong.yaml:3:1: this is no YAML: Source contains multiple documents; please use YAML.parseAllDocuments(); a scenario is YAML or JSON',
  ],
  // Names of fields.
  [
    'durtion: 10s',
    'dir/wrong.yaml:1:1: durtion: is no field of a scenario; its fields are name, summary, seed, duration, warmup, blockSize, oracle, sampleInterval, server, network, array, vms, timeline, crashSample, slowdown; did you mean duration?',
  ],
  [
    'server:\n  flush: periodic',
    'dir/wrong.yaml:2:3: server.flush: is no field of the server; its fields are dram, flash, scheduler, hypervisor, cache; did you mean cache.flush?',
  ],
  [
    'server:\n  dram:\n    sise: 1GiB',
    'dir/wrong.yaml:3:5: server.dram.sise: is no field of the dram tier (model latency); its fields are size, preset, model, readLatency, writeLatency, bandwidth, parallel; did you mean size?',
  ],
  [
    'vms: [{ workload: { type: zipf, exponnent: 1 } }]',
    'dir/wrong.yaml:1:33: vms.0.workload.exponnent: is no field of a workload zipf; its fields are type, space, pacing, queueDepth, thinkTime, rate, speed, rateLimit, bandwidthLimit, start, stop, ios, bytes, flushEvery, flushWaits, forceUnitAccess, stagger, startSpread, readRatio, discardRatio, ioSize, writeSize, footprint, offset, align, sequentialRatio, exponent; did you mean exponent?',
  ],
  // Parameters that do not go together.
  [
    'server: { cache: { flush: { policy: watermark, low: 0.6 } } }',
    'dir/wrong.yaml:1:53: server.cache.flush.low: is 0.6; at most the high mark, 0.5, is possible',
  ],
  [
    'server: { cache: { flush: { policy: lrw, high: 0.3 } } }',
    'dir/wrong.yaml:1:27: server.cache.flush.low: is 0.8 by default; at most the high mark, 0.3, is possible',
  ],
  // Units.
  ['duration: 10', 'dir/wrong.yaml:1:11: duration: is 10; a time with its unit is needed, such as 90us, 5ms, 20s or 1min; did you mean 10s?'],
  ['duration: 10m', 'dir/wrong.yaml:1:11: duration: is 10m; a time with its unit is needed, such as 90us, 5ms, 20s or 1min; did you mean 10min?'],
  ['duration: -3s', 'dir/wrong.yaml:1:11: duration: is -3s; a time with its unit is needed, such as 90us, 5ms, 20s or 1min'],
  ['duration: 0s', 'dir/wrong.yaml:1:11: duration: is 0s; 1ns to 2400h is possible'],
  ['duration: 5000h', 'dir/wrong.yaml:1:11: duration: is 5000h; at most 2502h is possible'],
  ['duration: 0.5ns', 'dir/wrong.yaml:1:11: duration: is 0.5ns; it must come out as a whole number of ns'],
  ['duration:', 'dir/wrong.yaml:1:10: duration: has no value; a time with its unit is needed, such as 90us, 5ms, 20s or 1min'],
  [
    'server: { flash: { size: 64G } }',
    'dir/wrong.yaml:1:26: server.flash.size: is 64G; a size with its unit is needed, such as 4KiB, 64MiB or 1.5GiB; did you mean 64GiB?',
  ],
  [
    'server: { flash: { size: 4096 } }',
    'dir/wrong.yaml:1:26: server.flash.size: is 4096; a size with its unit is needed, such as 4KiB, 64MiB or 1.5GiB; did you mean 4096B?',
  ],
  [
    'network: { bandwidth: 200MB }',
    'dir/wrong.yaml:1:23: network.bandwidth: is 200MB; a rate with its unit is needed, such as 200MB/s, 2GiB/s or 10Gbit/s; did you mean 200MB/s?',
  ],
  [
    'vms: [{ workload: { rate: 500 } }]',
    'dir/wrong.yaml:1:27: vms.0.workload.rate: is 500; a rate with its unit is needed, such as 5000iops or 200/s; did you mean 500iops?',
  ],
  ['vms: [{ workload: { readRatio: 70 } }]', 'dir/wrong.yaml:1:32: vms.0.workload.readRatio: is 70; 0 to 1 is possible'],
  ['vms: [{ workload: { readRatio: most } }]', 'dir/wrong.yaml:1:32: vms.0.workload.readRatio: is most; a ratio is needed, such as 0.7 or 70%'],
  ['seed: 1.5', 'dir/wrong.yaml:1:7: seed: is 1.5; a whole number is needed'],
  ['seed: "7"', 'dir/wrong.yaml:1:7: seed: is 7; a whole number is needed'],
  ['seed: -1', 'dir/wrong.yaml:1:7: seed: is -1; 0 to 4294967295 is possible'],
  ['array: { snapshots: yes }', 'dir/wrong.yaml:1:21: array.snapshots: is yes; true or false is needed'],
  ['name: a/b', 'dir/wrong.yaml:1:7: name: is a/b; a name has letters, digits, - and _, and begins with a letter or digit'],
  ['blockSize: 5000B', 'dir/wrong.yaml:1:12: blockSize: is 5000B; a power of two is needed, from 512B to 64KiB'],
  ['blockSize: 1MiB', 'dir/wrong.yaml:1:12: blockSize: is 1MiB; 512B to 64KiB is possible'],
  // Words.
  ['oracle: on', 'dir/wrong.yaml:1:9: oracle: is on; allowed are full, sampled, off'],
  ['server: { cache: { flush: periodc } }', `dir/wrong.yaml:1:27: server.cache.flush: is periodc; allowed are ${flushNames}; did you mean periodic?`],
  [
    'server: { cache: { eviction: LRU } }',
    `dir/wrong.yaml:1:30: server.cache.eviction: is LRU; allowed are ${onlinePolicies.map(({ name }) => name).join(', ')}; did you mean lru?`,
  ],
  ['server: { cache: { eviction: { policy: s3fifo, small: 2 } } }', 'dir/wrong.yaml:1:55: server.cache.eviction.small: is 2; 0.001 to 0.999 is possible'],
  [
    'server: { cache: { flush: { policy: periodic, intervall: 3s } } }',
    'dir/wrong.yaml:1:47: server.cache.flush.intervall: is no field of a flush policy periodic; its fields are policy, interval; did you mean interval?',
  ],
  [
    'server: { cache: { flush: { interval: 3s } } }',
    `dir/wrong.yaml:1:27: server.cache.flush.policy: is missing; a flush policy needs it (which one: ${flushNames})`,
  ],
  ['server: { cache: { durability: disk } }', 'dir/wrong.yaml:1:32: server.cache.durability: is disk; allowed are dram, flash, array'],
  [
    'server: { flash: { preset: nvme } }',
    'dir/wrong.yaml:1:28: server.flash.preset: is nvme; allowed are flash, ideal, server2014, slc2008, femu, mqsim, simplessd, nvme2014, sata2014',
  ],
  [
    'vms: [{ workload: ziff }]',
    'dir/wrong.yaml:1:19: vms.0.workload: is ziff; allowed are zipf, uniform, hot-cold, self-similar, sequential, strided, mixed, oltp, log-writer, backup, boot, dirtying, trace, phases, fio; did you mean zipf?',
  ],
  // Distributions.
  [
    'network: { latency: { kind: exponential } }',
    'dir/wrong.yaml:1:21: network.latency.mean: is missing; an exponential distribution needs it (the mean time)',
  ],
  [
    'network: { latency: { kind: normal, mean: 1ms } }',
    'dir/wrong.yaml:1:29: network.latency.kind: is normal; allowed are constant, uniform, exponential, lognormal, empirical; did you mean lognormal?',
  ],
  ['network: { latency: { kind: uniform, min: 2ms, max: 1ms } }', 'dir/wrong.yaml:1:53: network.latency.max: is 1ms; it must not be less than min (2ms)'],
  [
    'network: { latency: { kind: empirical, quantiles: [{ at: 0, value: 1ms }] } }',
    'dir/wrong.yaml:1:51: network.latency.quantiles: is a list; at least two are needed, at ascending from 0 to 1, values that do not fall',
  ],
  // What does not go together.
  ['duration: 5s\nwarmup: 5s', 'dir/wrong.yaml:2:9: warmup: is 5s; it must be shorter than the duration, 5s'],
  ['server: { dram: { size: 1000000B } }', 'dir/wrong.yaml:1:25: server.dram.size: is 1000000B; it must be a multiple of the block size, 4KiB'],
  ['vms: [{ disk: 10000B }]', 'dir/wrong.yaml:1:15: vms.0.disk: is 10000B; it must be a multiple of the block size, 4KiB'],
  ['vms: [{ disk: 16TiB }]', 'dir/wrong.yaml:1:15: vms.0.disk: is 16TiB; at most 2^31 - 1 blocks of 4KiB are possible'],
  ['vms: []', 'dir/wrong.yaml:1:6: vms: is a list; at least one VM is needed'],
  ['vms: four', 'dir/wrong.yaml:1:6: vms: is four; a list of VMs, or how many there are, is needed'],
  ['vms: 0', 'dir/wrong.yaml:1:6: vms: is 0; 1 to 100000 is possible'],
  ['vms: [{ name: a }, { name: a }]', 'dir/wrong.yaml:1:28: vms.1.name: names a VM a; vms.0 has that name; each VM needs its own'],
  [
    'vms: [{ memory: 8GiB }]',
    'dir/wrong.yaml:1:17: vms.0.memory: is 8GiB; the VM has 4GiB of flash, which must hold it and twice the largest IO: at most 4194296KiB is possible',
  ],
  [
    'server: { dram: { size: 16KiB } }\nvms: [{ workload: { ioSize: 64KiB } }]',
    'dir/wrong.yaml:1:9: server: gives vm1 16KiB of DRAM, 4GiB of flash and 2097160 log records; DRAM of 4 blocks is less than the largest IO (16 blocks)',
  ],
  [
    'server: { flash: { size: 0B } }\nvms: [{ memory: 1MiB }]',
    'dir/wrong.yaml:2:17: vms.0.memory: is 1MiB; without flash a VM has no memory space: 0B, or leave it out',
  ],
  [
    'server: { flash: { size: 0B }, cache: { durability: flash } }',
    'dir/wrong.yaml:1:53: server.cache.durability: is flash; without flash the durability classes dram and array are possible',
  ],
  [
    'vms: [{ portion: { dram: 200MiB } }, { portion: { dram: 100MiB } }]',
    'dir/wrong.yaml:1:57: vms.1.portion.dram: is 100MiB; the portions up to here need 300MiB of dram together, the server has 256MiB',
  ],
  [
    'array: { snapshots: false }\nserver: { cache: { preimage: array-snapshot } }',
    'dir/wrong.yaml:2:30: server.cache.preimage: is array-snapshot; this array has no snapshots (array.snapshots is false)',
  ],
  // Workloads.
  ['vms: [{ workload: zipf, workloads: [zipf] }]', 'dir/wrong.yaml:1:36: vms.0.workloads: is a list; a VM has workload (one) or workloads (a list), not both'],
  ['vms: [{ workload: { type: trace } }]', 'dir/wrong.yaml:1:19: vms.0.workload.file: is missing; a workload of type trace needs the file of the trace'],
  [
    'vms: [{ workload: { file: a, format: vcsi } }]',
    'dir/wrong.yaml:1:38: vms.0.workload.format: is vcsi; allowed are auto, vscsi, vscsi-csv, oracleGeneral, oracleGeneralOpNS, lcs, u32le, msr, alibaba, tencent, blkparse, fiu, fio-iolog, mqsim, disksim, disksim-validate, cachelib; did you mean vscsi?',
  ],
  ['vms: [{ workload: { file: a, as: read } }]', 'dir/wrong.yaml:1:34: vms.0.workload.as: is read; allowed are stored, reads, writes; did you mean reads?'],
  ['vms: [{ workload: { file: a, space: memory } }]', 'dir/wrong.yaml:1:37: vms.0.workload.space: is memory; a trace is replayed on disk'],
  ['vms: [{ workload: { speed: 2 } }]', 'dir/wrong.yaml:1:28: vms.0.workload.speed: is 2; only a trace has times of its own; zipf needs queueDepth or rate'],
  [
    'vms: [{ workload: { queueDepth: 2, rate: 5iops } }]',
    "dir/wrong.yaml:1:42: vms.0.workload.rate: is 5iops; it does not go with queueDepth: IO comes in a closed loop (queueDepth, thinkTime), or at a rate, or at a trace's own times (speed), or as pacing says",
  ],
  ['vms: [{ workload: { footprint: 9GiB } }]', 'dir/wrong.yaml:1:32: vms.0.workload.footprint: is 9GiB; the region must lie within the space (disk has 8GiB)'],
  ['vms: [{ workload: { footprint: 2KiB } }]', 'dir/wrong.yaml:1:32: vms.0.workload.footprint: is 2KiB; it must hold at least one IO of 4KiB (disk has 8GiB)'],
  [
    'vms: [{ workload: { discardRatio: 0.4 } }]',
    'dir/wrong.yaml:1:35: vms.0.workload.discardRatio: is 0.4; readRatio and discardRatio together are at most 1, so at most 0.3 is possible',
  ],
  [
    'vms: [{ workload: { space: memory, ioSize: 512B } }]',
    'dir/wrong.yaml:1:44: vms.0.workload.ioSize: is 512B; on memory it must be a multiple of the block size, 4KiB',
  ],
  ['vms: [{ workload: { start: 5s, stop: 4s } }]', 'dir/wrong.yaml:1:38: vms.0.workload.stop: is 4s; it must be later than start, 5s'],
  ['vms: [{ workload: { start: 11s } }]', 'dir/wrong.yaml:1:28: vms.0.workload.start: is 11s; the run ends at 10s'],
  ['vms: [{ memory: 0B, workload: { space: memory } }]', 'dir/wrong.yaml:1:40: vms.0.workload.space: is memory; this VM has no memory space: its memory is 0B'],
  // What workloads are made of, and when they come.
  [
    'vms: [{ workload: { ioSize: 4k } }]',
    'dir/wrong.yaml:1:29: vms.0.workload.ioSize: is 4k; a size with its unit is needed, such as 4KiB, 64MiB or 1.5GiB; did you mean 4KiB?',
  ],
  ['vms: [{ workload: { ioSize: 8MiB } }]', 'dir/wrong.yaml:1:29: vms.0.workload.ioSize: is 8MiB; 512B to 4MiB is possible'],
  [
    'vms: [{ workload: { ioSize: [4KiB] } }]',
    'dir/wrong.yaml:1:29: vms.0.workload.ioSize: is a list; a size such as 4KiB, or sizes with their shares, such as { 4KiB: 80%, 64KiB: 20% }, are needed',
  ],
  [
    'vms: [{ workload: { ioSize: { 4: 80% } } }]',
    'dir/wrong.yaml:1:31: vms.0.workload.ioSize.4: is 4; a size with its unit is needed, such as 4KiB, 64MiB or 1.5GiB; did you mean 4B?',
  ],
  ['vms: [{ workload: { ioSize: { 4KiB: 0 } } }]', 'dir/wrong.yaml:1:29: vms.0.workload.ioSize: is a map; at least one size with a share above 0 is needed'],
  ['vms: [{ workload: { ioSize: { 4KiB: 1, 4096B: 1 } } }]', 'dir/wrong.yaml:1:29: vms.0.workload.ioSize: is a map; each size may come once; 4KiB comes twice'],
  [
    'vms: [{ workload: { pacing: bursty } }]',
    'dir/wrong.yaml:1:29: vms.0.workload.pacing: is bursty; allowed are closed, poisson, constant, bursts, trace; did you mean bursts?',
  ],
  [
    'vms: [{ workload: { pacing: { type: constant, rate: 5 } } }]',
    'dir/wrong.yaml:1:53: vms.0.workload.pacing.rate: is 5; a rate with its unit is needed, such as 5000iops or 200/s; did you mean 5iops?',
  ],
  [
    'vms: [{ workload: { pacing: poisson, rate: 5/s } }]',
    "dir/wrong.yaml:1:44: vms.0.workload.rate: is 5/s; it does not go with pacing: IO comes in a closed loop (queueDepth, thinkTime), or at a rate, or at a trace's own times (speed), or as pacing says",
  ],
  [
    'vms: [{ workload: { pacing: trace } }]',
    'dir/wrong.yaml:1:29: vms.0.workload.pacing: is trace; only a trace has times of its own; zipf needs another pacing',
  ],
  ['vms: [{ workload: { pacing: { type: bursts, on: 0s } } }]', 'dir/wrong.yaml:1:49: vms.0.workload.pacing.on: is 0s; a burst must last some time'],
  [
    'vms: [{ workload: { pacing: { type: bursts, on: 1us, rate: 1/s } } }]',
    'dir/wrong.yaml:1:49: vms.0.workload.pacing.on: is 1us; a burst and a pause together must bring 0.01 IOs or more on the mean: longer bursts or a higher rate are needed',
  ],
  ['vms: [{ count: 3, workload: { stagger: 6s } }]', 'dir/wrong.yaml:1:40: vms.0.workload.stagger: is 6s; vm3 would begin at 12s, and the run ends at 10s'],
  ['vms: [{ workload: { type: mixed } }]', 'dir/wrong.yaml:1:19: vms.0.workload.of: is left out; at least one workload with a weight above 0 is needed'],
  [
    'vms: [{ workload: { of: [zipf, { type: unifrm }] } }]',
    'dir/wrong.yaml:1:40: vms.0.workload.of.1.type: is unifrm; allowed are zipf, uniform, hot-cold, self-similar, sequential, strided, oltp, log-writer, backup, boot, dirtying; did you mean uniform?',
  ],
  [
    'vms: [{ workload: { of: [{ type: zipf, footprint: 99GiB }] } }]',
    'dir/wrong.yaml:1:51: vms.0.workload.of.0.footprint: is 99GiB; the region must lie within the space (disk has 8GiB)',
  ],
  [
    'vms: [{ workload: { space: memory, of: [{ type: zipf, ioSize: 512B }] } }]',
    'dir/wrong.yaml:1:63: vms.0.workload.of.0.ioSize: is 512B; on memory it must be a multiple of the block size, 4KiB',
  ],
  [
    'vms: [{ workload: { type: oltp, logSize: 9GiB } }]',
    'dir/wrong.yaml:1:42: vms.0.workload.logSize: is 9GiB; the log, and tables behind it, must lie within the space (disk has 8GiB)',
  ],
  [
    'vms: [{ workload: { type: boot, hotSize: 9GiB } }]',
    'dir/wrong.yaml:1:42: vms.0.workload.hotSize: is 9GiB; the image must be larger than its hot part (disk has 8GiB)',
  ],
  [
    'vms: [{ workload: { type: backup, offset: 9GiB } }]',
    'dir/wrong.yaml:1:43: vms.0.workload.offset: is 9GiB; the region must lie within the space (disk has 8GiB)',
  ],
  ['vms: [{ workload: { type: oltp, commit: fsync } }]', 'dir/wrong.yaml:1:41: vms.0.workload.commit: is fsync; allowed are flush, fua, none'],
  ['vms: [{ workload: { phases: [] } }]', 'dir/wrong.yaml:1:29: vms.0.workload.phases: is a list; at least one phase is needed'],
  ['vms: [{ workload: phases }]', 'dir/wrong.yaml:1:19: vms.0.workload.phases: is left out; at least one phase is needed'],
  [
    'vms: [{ workload: { phases: [zipf, uniform] } }]',
    'dir/wrong.yaml:1:30: vms.0.workload.phases.0.for: is left out; the workload zipf never ends by itself: say how long it lasts',
  ],
  [
    'vms: [{ workload: { phases: [{ type: pause }] } }]',
    'dir/wrong.yaml:1:30: vms.0.workload.phases.0.for: is left out; a pause never ends by itself: say how long it lasts',
  ],
  [
    'vms: [{ workload: { rounds: 2, phases: [{ for: 1s }, { type: zipf }] } }]',
    'dir/wrong.yaml:1:54: vms.0.workload.phases.1.for: is left out; the workload zipf never ends by itself: say how long it lasts',
  ],
  [
    'vms: [{ workload: { phases: [zipf], rate: 5/s } }]',
    'dir/wrong.yaml:1:43: vms.0.workload.rate: is 5/s; it does not go with type: phases; it is said of each phase',
  ],
  [
    'vms: [{ workload: { phases: [{ for: 1s, type: phases }] } }]',
    'dir/wrong.yaml:1:47: vms.0.workload.phases.0.type: is phases; allowed are zipf, uniform, hot-cold, self-similar, sequential, strided, mixed, oltp, log-writer, backup, boot, dirtying, trace, pause',
  ],
  ['vms: [{ workload: { type: fio } }]', 'dir/wrong.yaml:1:19: vms.0.workload.file: is missing; a workload of type fio needs the job file'],
  [
    'vms: [{ workload: { type: fio, file: a, queueDepth: 3 } }]',
    'dir/wrong.yaml:1:53: vms.0.workload.queueDepth: is 3; it does not go with type: fio; the job file says it',
  ],
  // Timeline.
  ['timeline: { at: 1s }', 'dir/wrong.yaml:1:11: timeline: is a map; a list of events is needed'],
  ['timeline: [{ do: undo }]', 'dir/wrong.yaml:1:12: timeline.0.at: is missing; an event needs it (when, counted from the start)'],
  [
    'timeline: [{ at: 1s, do: rollbak }]',
    'dir/wrong.yaml:1:26: timeline.0.do: is rollbak; allowed are bookmark, unbookmark, rollback, undo, resume, destage, damage, resize, set-flush, set-durability, change, crash, damage-flash, damage-array; did you mean rollback?',
  ],
  ['timeline: [{ at: 11s, do: undo }]', 'dir/wrong.yaml:1:18: timeline.0.at: is 11s; the run ends at 10s'],
  ['timeline: [{ at: 1s, do: bookmark }]', 'dir/wrong.yaml:1:12: timeline.0.name: is missing; the event bookmark needs it (name of the bookmark)'],
  ['timeline: [{ at: 1s, do: undo, name: a }]', 'dir/wrong.yaml:1:32: timeline.0.name: is no field of the event undo; its fields are at, do, vm, vms'],
  ['timeline: [{ at: 1s, do: undo, vm: vm9 }]', 'dir/wrong.yaml:1:36: timeline.0.vm: is vm9; the VMs are vm1, vm2, vm3, vm4; did you mean vm1?'],
  [
    'timeline: [{ at: 1s, do: undo, vm: vm1, vms: [vm2] }]',
    'dir/wrong.yaml:1:46: timeline.0.vms: is a list; vm and vms do not go together: name one VM with vm, several with vms',
  ],
  [
    'timeline: [{ at: 1s, do: bookmark, name: before }, { at: 3s, do: rollback, target: befor }]',
    'dir/wrong.yaml:1:84: timeline.1.target: names the bookmark befor, which vm1 does not have at 3s; set there before is before; did you mean before?',
  ],
  [
    'timeline: [{ at: 3s, do: bookmark, name: late }, { at: 2s, do: rollback, target: late }]',
    'dir/wrong.yaml:1:82: timeline.1.target: names the bookmark late, which vm1 does not have at 2s; none is set there before',
  ],
  [
    'timeline: [{ at: 1s, do: rollback, target: { time: 2s } }]',
    'dir/wrong.yaml:1:52: timeline.0.target.time: is 2s; it must not be later than the event itself, 1s',
  ],
  [
    'timeline: [{ at: 1s, do: rollback, target: { ago: 2s } }]',
    'dir/wrong.yaml:1:51: timeline.0.target.ago: is 2s; this event is at 1s: that lies before the start',
  ],
  ['timeline: [{ at: 1s, do: rollback, target: {} }]', 'dir/wrong.yaml:1:44: timeline.0.target: is a map; one of bookmark, time, ago, sequence is needed'],
  [
    'timeline: [{ at: 1s, do: rollback, target: { sequence: 5 }, workload: rewind }]',
    'dir/wrong.yaml:1:71: timeline.0.workload: is rewind; a workload can be rewound only to a bookmark; continue and hold are possible here',
  ],
  [
    'timeline: [{ at: 1s, do: resize, portion: { dram: 1MiB } }]',
    'dir/wrong.yaml:1:43: timeline.0.portion.flash: is missing; a portion needs it (flash of the VM from then on)',
  ],
];

/** Of what stands between VMs and cache. */
const wrongHypervisors: readonly string[] = [
  'server: { scheduler: mclok }',
  'server: { scheduler: { policy: mclock, reservation: 5 } }',
  'server: { scheduler: { policy: mclock, inFlightMax: 0 } }',
  'server: { scheduler: { policy: mclock, burst: 10 } }',
  'server: { scheduler: { policy: mclock, chargeBytes: 64KiB } }',
  'server: { scheduler: { policy: weighted-fair, per: blocks } }',
  'server: { scheduler: { policy: round-robin, inFlightPerVmMax: 1.5 } }',
  'server: { hypervisor: { overhead: 10 } }',
  'server: { hypervisor: { overhead: { kind: exponential } } }',
  'server: { hypervisor: { parallel: 0 } }',
  'server: { hypervisor: { cpus: 4 } }',
  'vms: [{ ioWeight: 0 }]',
  'vms: [{ weight: -1 }]',
  'vms: [{ shares: 5 }]',
  'vms: [{ reservation: 500iops }]',
  'vms: [{ reservation: { io: 500 } }]',
  'vms: [{ reservation: { io: -5iops } }]',
  'vms: [{ reservation: { iops: 500iops } }]',
  'vms: [{ limit: { io: 0iops } }]',
  'vms: [{ reservation: { io: 2kiops }, limit: { io: 1500iops } }]',
  'vms: [{ reservation: { dram: 64MiB }, limit: { dram: 32MiB } }]',
  'vms: [{ reservation: { dram: 1000B } }]',
  'vms: [{ limit: { flash: 5000B } }]',
  'vms: [{ limit: { logRecords: 0 } }]',
  'vms: [{ portion: { dram: 64MiB }, reservation: { dram: 32MiB } }]',
  'vms: [{ portion: { flash: 64MiB }, limit: { flash: 1GiB } }]',
  'vms: [{ reservation: { dram: 200MiB } }, { reservation: { dram: 100MiB } }]',
  'vms: [{ portion: { flash: 3GiB } }, { reservation: { flash: 2GiB } }]',
  'server: { cache: { logRecords: 1000 } }\nvms: [{ reservation: { logRecords: 600 } }, { reservation: { logRecords: 500 } }]',
  'server: { cache: { logRecords: 0 } }',
  'server: { cache: { logRecords: 4, partition: proportional } }',
  'server: { cache: { partition: proportional } }\nvms: [{ limit: { dram: 4KiB }, workload: { ioSize: 64KiB } }]',
  'server: { cache: { partition: fair } }',
  'server: { cache: { partition: { policy: utility, interval: 1us } } }',
  'server: { cache: { partition: { policy: utility, interval: 5 } } }',
  'server: { cache: { partition: { policy: utility, allocation: greedy } } }',
  'server: { cache: { partition: { policy: utility, quanta: 2 } } }',
  'server: { cache: { partition: { policy: utility, keep: 2 } } }',
  'server: { cache: { partition: { policy: demand, quanta: 64 } } }',
  'server: { cache: { partition: { policy: demand, uses: 0 } } }',
  'server: { cache: { partition: { policy: global, tiers: flash } } }',
  'server: { cache: { partition: demand } }\ntimeline: [{ at: 1s, do: resize, vm: vm1, portion: { dram: 32MiB, flash: 512MiB } }]',
];

describe('wrong scenarios', () => {
  it.each(wrong.map(([text, message]) => ({ text, message })))('$text', ({ text, message }) => {
    expect(refusal(text)).toBe(message);
  });

  it.each(wrongHypervisors)('%s', (text) => {
    expect(refusal(text)).toMatchSnapshot();
  });

  it('are told in their own words when they come with --set', () => {
    const said = (path: string, value: string, text = 'vms: 2'): string => refusal(text, [{ path, value }]);
    expect(said('server.flash.size', '12')).toBe(
      '--set server.flash.size=12: server.flash.size: is 12; a size with its unit is needed, such as 4KiB, 64MiB or 1.5GiB; did you mean 12B?',
    );
    expect(said('vms.5.disk', '1GiB')).toBe('--set vms.5.disk=1GiB: vms: has 2 entries; 5 is beyond its end: 0 to 1 is possible');
    expect(said('vms.one.disk', '1GiB', 'vms: [{}]')).toBe('--set vms.one.disk=1GiB: vms: is a list; a number is needed in place of one: 0 to 0');
    expect(said('seed.x', '1', 'seed: 4')).toBe('--set seed.x=1: seed: is 4; it has no field x');
    expect(said('seed', '')).toBe('--set seed=: nothing is written here; a value is needed');
    expect(said('seed', '[1')).toBe('--set seed=[1: this is no YAML: Flow sequence must end with a ]; a scenario is YAML or JSON');
    expect(said('server..size', '1')).toBe('--set server..size=1: is the path server..size; a path is dotted, such as server.flash.size or vms.0.disk');
    expect(said('sever.flash.size', '1GiB')).toMatch(/^--set sever\.flash\.size=1GiB: sever: is no field of a scenario; .* did you mean server\?$/);
  });
});

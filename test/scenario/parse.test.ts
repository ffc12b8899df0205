import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { scenarioJsonSchema } from '../../sim/scenario/schema.ts';
import { ScenarioError } from '../../sim/scenario/scenarioError.ts';
import { pacedParts, type PacedWorkload } from '../../workloads/workloadConfig.ts';
import { inChunks, vscsiV1 } from '../workloads/traceFiles.ts';

const mib = 2 ** 20;

/** What a VM does, part by part. */
const partsOf = (vm: Scenario['vms'][number] | undefined): readonly PacedWorkload[] => (vm === undefined ? [] : vm.workloads.flatMap(pacedParts));

function parse(text: string, sets: Readonly<Record<string, string>> = {}, sourceName = 'some/folder/test.yaml'): Scenario {
  return parseScenario(
    text,
    sourceName,
    Object.entries(sets).map(([path, value]) => ({ path, value, cwdRelative: true })),
  );
}

describe('scenarios', () => {
  it('of three lines run on defaults', () => {
    const scenario = parse('seed: 3\nduration: 2s\noracle: sampled\n');
    expect([scenario.name, scenario.seed, scenario.durationNs, scenario.oracle, scenario.blockBytes]).toEqual(['test', 3, 2e9, 'sampled', 4096]);
    expect(scenario.vms.map(({ name }) => name)).toEqual(['vm1', 'vm2', 'vm3', 'vm4']);
    expect([scenario.server.dram.sizeBytes, scenario.server.flash.sizeBytes]).toEqual([256 * mib, 4096 * mib]);
    const vm = scenario.vms[0]!;
    expect([vm.diskBytes, vm.memoryBytes]).toEqual([8192 * mib, 256 * mib]);
    expect(vm.portion).toEqual({ dramBytes: 64 * mib, flashBytes: 1024 * mib, logRecords: 2 * (1088 * 256) });
    expect(partsOf(vm).map(({ type, space }) => `${type} on ${space}`)).toEqual(['zipf on disk', 'zipf on memory']);
  });

  it('are plain JSON once resolved, and the same from YAML and JSON', () => {
    const fromYaml = parse('vms: [{ name: a, count: 2 }]\nserver: { cache: { retention: { time: 1h } } }');
    expect(JSON.parse(JSON.stringify(fromYaml))).toEqual(fromYaml);
    expect(parse('{"vms": [{"name": "a", "count": 2}], "server": {"cache": {"retention": {"time": "1h"}}}}')).toEqual(fromYaml);
    expect(fromYaml.vms.map(({ name }) => name)).toEqual(['a1', 'a2']);
  });

  it('give memory a quarter of a small portion, and none without flash', () => {
    const memoryOf = (text: string): number | undefined => parse(text).vms[0]!.memoryBytes;
    expect(memoryOf('server: { dram: { size: 16MiB }, flash: { size: 64MiB } }\nvms: 1')).toBe(20 * mib);
    expect(memoryOf('server: { flash: { size: 0B } }\nvms: 1')).toBe(0);
    expect(partsOf(parse('server: { flash: { size: 0B } }\nvms: 1').vms[0]).map(({ space }) => space)).toEqual(['disk']);
  });

  it("let a VM differ from the server's cache", () => {
    const { vms } = parse(
      'server: { cache: { eviction: clock, durability: flash, retention: { time: 1h, records: 10 } } }\nvms: [{ cache: { durability: array, retention: { time: none } } }, {}]',
    );
    expect(vms.map(({ cache }) => [cache.eviction.policy, cache.durability, cache.retention.timeNs, cache.retention.records])).toEqual([
      ['clock', 'array', null, 10],
      ['clock', 'flash', 3600e9, 10],
    ]);
  });

  it('divide by weight what was not promised', () => {
    const { vms } = parse('server: { dram: { size: 100MiB }, flash: { size: 1000MiB } }\nvms: [{ portion: { dram: 40MiB } }, { weight: 2 }, {}]');
    expect(vms.map(({ portion }) => portion.dramBytes / mib)).toEqual([40, 40, 20]);
    expect(vms.map(({ portion }) => Math.round(portion.flashBytes / mib))).toEqual([250, 500, 250]);
  });

  it('take short forms and distributions', () => {
    const scenario = parse('vms: { count: 3, workload: uniform }\nnetwork: { latency: { kind: lognormal, mean: 1ms, sigma: 0.5 }, bandwidth: none }');
    expect(scenario.vms.length).toBe(3);
    expect(partsOf(scenario.vms[2])[0]!.type).toBe('uniform');
    expect(scenario.network).toEqual({ latency: { kind: 'lognormal', meanNs: 1e6, sigma: 0.5 }, bytesPerSecond: null, outages: [], timeoutNs: 30e9 });
  });

  it('find which pacing is meant', () => {
    const pacing = (workload: string): unknown => partsOf(parse(`vms: [{ workload: ${workload} }]`).vms[0])[0]!.pacing;
    expect(pacing('zipf')).toEqual({ type: 'closed', params: { queueDepth: 8, thinkTime: { kind: 'constant', valueNs: 0 }, thinkEvery: 1 } });
    expect(pacing('{ thinkTime: 1ms }')).toEqual({ type: 'closed', params: { queueDepth: 8, thinkTime: { kind: 'constant', valueNs: 1e6 }, thinkEvery: 1 } });
    expect(pacing('{ rate: 5kiops }')).toEqual({ type: 'poisson', params: { ratePerSecond: 5000 } });
    expect(pacing('{ file: a }')).toEqual({ type: 'trace', params: { speed: 1 } });
    expect(pacing('{ file: a, queueDepth: 2 }')).toMatchObject({ type: 'closed', params: { queueDepth: 2 } });
  });

  it('know pacings by name, and limits', () => {
    const part = partsOf(parse('vms: [{ workload: { pacing: { type: bursts, rate: 2kiops, off: 1s }, bandwidthLimit: 10MB/s } }]').vms[0])[0]!;
    expect(part.pacing).toEqual({
      type: 'bursts',
      params: { ratePerSecond: 2000, on: { kind: 'exponential', meanNs: 100e6 }, off: { kind: 'constant', valueNs: 1e9 }, offRatePerSecond: 0 },
    });
    expect(part.limits).toEqual({ ratePerSecond: null, bytesPerSecond: 10e6 });
    expect(partsOf(parse('vms: [{ workload: { pacing: constant } }]', { 'vms.0.workload.pacing.rate': '7/s' }).vms[0])[0]!.pacing.params).toEqual({
      ratePerSecond: 7,
    });
  });

  it('write sizes with their shares, mixes of workloads, and phases', () => {
    const sizes = partsOf(parse('vms: [{ workload: { ioSize: { 4KiB: 75%, 64KiB: 1 } } }]').vms[0])[0]!.params['ioSizeBytes'];
    expect(sizes).toEqual([
      { bytes: 4096, weight: 0.75 },
      { bytes: 65_536, weight: 1 },
    ]);
    const mix = partsOf(parse('vms: [{ workload: { space: memory, of: [{ type: uniform, weight: 3 }, sequential] } }]').vms[0])[0]!;
    expect([mix.type, mix.params['of']]).toMatchObject([
      'mixed',
      [
        { type: 'uniform', weight: 3, params: { ioSizeBytes: 4096 } },
        { type: 'sequential', weight: 1, params: { ioSizeBytes: 4096 } },
      ],
    ]);
    const phased = parse('vms: [{ workload: { phases: [boot, { for: 2s, type: pause }, { for: 1s, rate: 5/s }], rounds: none, start: 1s } }]').vms[0]!
      .workloads[0]!;
    expect(phased).toMatchObject({
      kind: 'phases',
      startNs: 1e9,
      rounds: null,
      phases: [
        { lastsNs: null, workload: { type: 'boot' } },
        { lastsNs: 2e9, workload: null },
        { lastsNs: 1e9, workload: { type: 'zipf', startNs: 0 } },
      ],
    });
  });

  it('let the VMs of a group begin one after the other, or at times of their own', () => {
    const starts = (text: string): (number | null)[] => parse(text).vms.map((vm) => partsOf(vm)[0]!.startNs);
    expect(starts('vms: [{ count: 3, workload: { start: 1s, stagger: 200ms } }]')).toEqual([1e9, 1.2e9, 1.4e9]);
    const spread = starts('vms: [{ count: 3, workload: { startSpread: { kind: exponential, mean: 1s } } }]');
    expect(new Set(spread).size).toBe(3);
    expect(starts('vms: [{ count: 9, workload: { startSpread: { kind: exponential, mean: 1s } } }]').slice(0, 3)).toEqual(spread);
    expect(partsOf(parse('vms: [{ workload: dirtying }]').vms[0])[0]!.space).toBe('memory');
  });

  it('name files from where they stand', () => {
    const file = (name: string, sets = {}, source = 'some/folder/test.yaml'): unknown =>
      partsOf(parse(`vms: [{ workload: { file: ${name} } }]`, sets, source).vms[0])[0]!.params['file'];
    expect(file('a.vscsi')).toBe('some/folder/a.vscsi');
    expect(file('../b/a.vscsi')).toBe('some/b/a.vscsi');
    expect(file('../../../a.vscsi')).toBe('../a.vscsi');
    expect(file('/tmp/a.vscsi')).toBe('/tmp/a.vscsi');
    expect(file('a.vscsi', {}, 'test.yaml')).toBe('a.vscsi');
    expect(file('../a.vscsi', {}, 'https://host/x/y/test.yaml')).toBe('https://host/x/a.vscsi');
    expect(file('a', { 'vms.0.workload.file': '../shared/b.vscsi' })).toBe('../shared/b.vscsi');
  });

  it('are changed by --set, whatever was written', () => {
    expect(parse('duration: 5s', { 'server.flash.size': '1GiB' }).server.flash.sizeBytes).toBe(1024 * mib);
    expect(parse('server: { cache: { flush: periodic } }', { 'server.cache.flush.interval': '1s' }).vms[0]!.cache.flush).toEqual({
      policy: 'periodic',
      params: { interval: 1e9 },
    });
    expect(parse('duration: 5s', { 'server.cache.flush.policy': 'write-through' }).vms[0]!.cache.flush.policy).toBe('write-through');
    expect(parse('duration: 5s', { 'vms.2.disk': '1GiB' }).vms.map(({ diskBytes }) => Number(diskBytes) / mib)).toEqual([8192, 8192, 1024, 8192]);
    expect(parse('vms: { count: 2, name: x, disk: 2GiB }', { 'vms.1.disk': '1GiB' }).vms.map(({ name, diskBytes }) => [name, Number(diskBytes) / mib])).toEqual(
      [
        ['x1', 2048],
        ['x2', 1024],
      ],
    );
    expect(partsOf(parse('vms: [{ workload: zipf }]', { 'vms.0.workload.readRatio': '50%' }).vms[0])[0]!.params['readRatio']).toBe(0.5);
    expect(parse('vms: [{ workload: { phases: [boot, zipf] } }]', { 'vms.0.workload.phases.1.readRatio': '1' }).vms[0]!.workloads[0]).toMatchObject({
      phases: [{ workload: { type: 'boot' } }, { workload: { type: 'zipf', params: { readRatio: 1 } } }],
    });
    expect(parse('duration: 5s', { vms: '2' }).vms.length).toBe(2);
    expect(parse('duration: 5s', { timeline: '[{ at: 1s, do: undo }]' }).timeline.length).toBe(1);
  });

  it('order the timeline and find its VMs', () => {
    const { timeline } = parse(
      'vms: [{ name: web, count: 2 }, { name: db }]\ntimeline: [{ at: 3s, do: rollback, target: a, vms: web, workload: rewind }, { at: 1s, do: bookmark, name: a, vms: all }, { at: 3s, do: undo, vms: [db, web2] }, { at: 4s, do: rollback, target: { ago: 1s } }]',
    );
    expect(timeline).toEqual([
      { atNs: 1e9, vms: [0, 1, 2], do: 'bookmark', name: 'a' },
      { atNs: 3e9, vms: [0, 1], do: 'rollback', target: { by: 'bookmark', name: 'a' }, waiting: 'drop', workload: 'rewind' },
      { atNs: 3e9, vms: [1, 2], do: 'undo' },
      { atNs: 4e9, vms: [0, 1, 2], do: 'rollback', target: { by: 'time', timeNs: 3e9 }, waiting: 'keep', workload: 'continue' },
    ]);
  });

  it('of any text are read or refused with a message', () => {
    const words = fc.constantFrom(
      'vms',
      'server',
      'timeline',
      ':',
      ' ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '4KiB',
      '10s',
      'zipf',
      'duration',
      '*a',
      '&a',
      '"',
      "'",
      '#',
      'workload',
      'at',
      'do',
      'undo',
      '1',
      'null',
      '__proto__',
      '!!js',
      '|',
      '?',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), fc.string({ maxLength: 12 }), (parts, value) => {
        try {
          parse(parts.join(''), { 'vms.0.workload.file': value, 'timeline.0.at': value });
        } catch (error) {
          if (!(error instanceof ScenarioError)) throw error;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('have a JSON Schema that names every field, with defaults', () => {
    const schema = scenarioJsonSchema() as { properties: Record<string, { default?: unknown }> };
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['seed', 'duration', 'server', 'vms', 'timeline']));
    expect(schema.properties['duration']!.default).toBe('10s');
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    const text = JSON.stringify(schema);
    expect(text.length).toBeLessThan(1_000_000);
    const definitions = Object.keys((schema as unknown as { $defs: object }).$defs);
    expect(definitions).toEqual(expect.arrayContaining([...new Set([...text.matchAll(/"#\/\$defs\/(\w+)"/g)].map((match) => match[1]))]));
  });
});

describe('inputs of a scenario', () => {
  const traceBytes = vscsiV1([{ lbn: 63, len: 512 }, { lbn: 2 ** 22, len: 65_536 }, {}]);
  const open = (): Promise<AsyncIterable<Uint8Array>> => Promise.resolve(inChunks(traceBytes, 50));

  it('size a disk by its trace', async () => {
    const inputs = await loadInputs(parse('vms: [{ workload: { file: a } }, { workload: { file: a } }, {}]'), open);
    expect(inputs.traces.size).toBe(1);
    expect(inputs.diskBytes).toEqual([2 ** 31 + 65_536, 2 ** 31 + 65_536, 8192 * mib]);
    expect(inputs.ioBlocksMax).toBe(17);
  });

  it('refuse a trace that is larger than its disk', async () => {
    await expect(loadInputs(parse('vms: [{ disk: 1GiB, workload: { file: a } }]'), open)).rejects.toThrow(
      'scenario test: vms.0.disk: is 1GiB; the trace some/folder/a reaches up to 2097216KiB: make the disk at least as large, or leave it out to have it sized by the trace',
    );
  });

  it('refuse a workload that does not fit beside its trace', async () => {
    await expect(loadInputs(parse('vms: [{ workloads: [{ file: a }, { footprint: 9GiB }] }]'), open)).rejects.toThrow(
      'scenario test: vms.0: has a workload beside its trace or job file whose footprint is wrong; the region must lie within the space; they make the disk 2097216KiB',
    );
  });
});

describe('fio job files in a scenario', () => {
  const jobs = '[a]\nsize=9g\nrw=randread\nbs=16k\n[b]\nsize=1m\n';
  const openText = (text: string) => (): Promise<AsyncIterable<Uint8Array>> => Promise.resolve(inChunks(new TextEncoder().encode(text), 7));

  it('become the workload of their VM, and size its disk', async () => {
    const inputs = await loadInputs(parse('vms: [{ workload: { type: fio, file: j.fio } }, { workload: { type: fio, file: j.fio, job: b } }]'), openText(jobs));
    expect(inputs.diskBytes).toEqual([9217 * mib, 8192 * mib]);
    expect(inputs.workloads.map((workloads) => workloads.flatMap(pacedParts).length)).toEqual([2, 1]);
    expect(inputs.ioBlocksMax).toBe(4);
  });

  it('are refused with their own line', async () => {
    const said = (text: string, disk = ''): Promise<unknown> => loadInputs(parse(`vms: [{ ${disk}workload: { type: fio, file: j.fio } }]`), openText(text));
    await expect(said('[a]\nrv=read')).rejects.toThrow('some/folder/j.fio:2: [a] rv is no option that is understood here;');
    await expect(said(jobs, 'disk: 1GiB, ')).rejects.toThrow("some/folder/j.fio:1: [a] reaches up to 9GiB of the disk; the VM's disk has 1GiB:");
  });
});

describe('scenarios that ship', () => {
  const folder = fileURLToPath(new URL('../../workloads/scenarios/', import.meta.url));
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('%s is read, says its question, and what one should see', (name) => {
    const text = readFileSync(folder + name, 'utf8');
    expect(text).toMatch(/^# Question: .+\?\n/);
    expect(text).toMatch(/\n# .*One should see/);
    expect(parse(text, {}, folder + name).name).toBe(name.replace('.yaml', ''));
  });
});

/** Traces in scenarios: format, options, volumes, operation, packed files. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../sim/results/runResult.ts';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { loadInputs, type ScenarioInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { inChunks, u32leBytes } from '../workloads/traceFiles.ts';

const text = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`);
const files: Readonly<Record<string, Uint8Array>> = {
  'two.csv': text('3,W,0,4096,1577808000000000', '419,W,8192,4096,1577808000001000', '3,R,0,4096,1577808000002000'),
  'a.mqsim': text('0 0 8 8 0', '5 0 8 8 1'),
  'sda.txt': text('8,0 3 1 0.001000000 7 Q W 8 + 8 [x]', '8,0 3 2 0.002000000 7 D W 8 + 8 [x]', '8,0 3 3 0.003000000 7 Q R 8 + 8 [x]'),
  'keys.u32le': u32leBytes([1, 2, 1]),
};

async function load(workloads: string, more = ''): Promise<ScenarioInputs> {
  const scenario = parseScenario(`name: test\nduration: 1s\nserver: { flash: { size: 64MiB } }\nvms: [${workloads}]\n${more}`, 'test.yaml', []);
  return loadInputs(scenario, (name) => Promise.resolve(inChunks(files[name]!, 7)));
}

async function run(workloads: string): Promise<Omit<RunResult, 'wallSeconds' | 'machine'>> {
  const scenario = parseScenario(`duration: 1s\nserver: { flash: { size: 64MiB } }\nvms: [${workloads}]`, 'test.yaml', []);
  const inputs = await loadInputs(scenario, (name) => Promise.resolve(inChunks(files[name]!, 7)));
  const simulation = buildSimulation(scenario, inputs);
  while (!simulation.finished) simulation.run(10_000);
  return simulation.finish().result;
}

const refusal = (workloads: string): Promise<string> =>
  load(workloads).then(
    () => 'was read',
    (error: unknown) => (error as Error).message,
  );

describe('a trace of several volumes', () => {
  it('is mapped to VMs, a volume each', async () => {
    const { vms, oracle } = await run('{ workload: { file: two.csv, volume: "3" } }, { workload: { file: two.csv, volume: "419" } }');
    expect(vms.map(({ reads, writes }) => [reads, writes])).toEqual([
      [1, 1],
      [0, 1],
    ]);
    expect(oracle.violations).toBe(0);
  });

  it('lies on one disk, one volume behind the other', async () => {
    const { diskBytes, traces } = await load('{ workload: { file: two.csv, volume: all } }');
    expect(diskBytes).toEqual([2 * 2 ** 20]);
    expect([...traces.values()].map(({ count }) => count)).toEqual([3]);
  });

  it('is refused when nothing is said, and when there is no such volume', async () => {
    expect(await refusal('{ workload: { file: two.csv } }')).toBe(
      "two.csv: the trace has 2 volumes (3, 419); say which one this VM's disk is, with 'volume: NAME', or 'volume: all' to lay them one behind the other",
    );
    expect(await refusal('{ workload: { file: two.csv, volume: "41" } }')).toBe(
      'two.csv: volume is 41, of which there is no request; the trace has the volumes 3, 419; did you mean 419?',
    );
  });
});

describe('options of a format', () => {
  it('reach it, by its name or found by itself', async () => {
    const spans = await Promise.all(
      ['', ', options: { timeUnit: us }', ', format: mqsim, options: { timeUnit: ps }'].map(async (more) => {
        const { traces } = await load(`{ workload: { file: a.mqsim${more} } }`);
        return [...traces.values()].map(({ spanNs }) => spanNs);
      }),
    );
    expect(spans).toEqual([[5], [5000], [0]]);
    const { total } = await run('{ workload: { file: sda.txt, options: { action: D } } }');
    expect([total.reads, total.writes]).toEqual([0, 1]);
  });

  it('are refused with their place where the format is named, else with the file', async () => {
    expect(await refusal('{ workload: { file: a.mqsim, format: mqsim, options: { timeUnits: us } } }')).toBe(
      'test.yaml:4:73: vms.0.workload.options.timeUnits: is no option of this format; mqsim has timeUnit; did you mean timeUnit?',
    );
    expect(await refusal('{ workload: { file: a.mqsim, options: { timeUnit: min } } }')).toBe('a.mqsim: option timeUnit is min; allowed are ps, ns, us');
    expect(await refusal('{ workload: { file: a.mqsim, options: { timeUnit: [us] } } }')).toBe(
      'test.yaml:4:57: vms.0.workload.options.timeUnit: is a list; a word, a number or a size is needed',
    );
    expect(await refusal('{ workload: { file: a.mqsim, options: us } }')).toMatch(
      /^test\.yaml:4:\d+: vms\.0\.workload\.options: is us; a map from names to values is needed: what its format needs/,
    );
  });
});

describe('a trace without operations or times', () => {
  it('needs to be told both', async () => {
    expect(await refusal('{ workload: { file: keys.u32le } }')).toMatch(/^keys\.u32le: a trace of format u32le does not store whether/);
    expect(await refusal('{ workload: { file: keys.u32le, as: reads } }')).toBe(
      'scenario test: vms.0: replays a trace at its own times; the trace keys.u32le stores no times: say how its requests come, with queueDepth or rate',
    );
    const { total, oracle } = await run('{ workload: { file: keys.u32le, as: writes, objectSize: 4KiB, queueDepth: 1 } }');
    expect([total.writes, total.bytesWritten, oracle.violations]).toEqual([3, 3 * 4096, 0]);
  });
});

it('packed, it is the same trace', async () => {
  const scenario = parseScenario('duration: 1s\nserver: { flash: { size: 64MiB } }\nvms: [{ workload: { file: a.gz } }]', 'test.yaml', []);
  const read = async (bytes: Uint8Array): Promise<number[]> => {
    const { traces } = await loadInputs(scenario, () => Promise.resolve(inChunks(bytes, 7)));
    return [...traces.values()].flatMap((trace) => [trace.count, trace.endBytes, trace.spanNs]);
  };
  expect(await read(gzipSync(files['a.mqsim']!))).toEqual(await read(files['a.mqsim']!));
});

/** Each flush policy in the engine: all invariants under random load, also with crashes; and what only shows in a whole run. */
import { describe, expect, it } from 'vitest';
import { defaultParams } from '../../sim/base/spec.ts';
import { CacheEngine } from '../../sim/engine/engine.ts';
import { flushPolicies } from '../../sim/engine/policy/flushPolicies.ts';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Simulation } from '../../sim/hosts/simulated/simulation.ts';
import type { SimulatedResult } from '../../sim/results/runRecord.ts';
import { CrashableEngines } from '../fuzz/crashableEngines.ts';
import { drawPlan, flushBeside } from '../fuzz/fuzzPlan.ts';
import type { FuzzPlan } from '../fuzz/fuzzPlan.ts';
import { runFuzz } from '../fuzz/fuzzRun.ts';
import { describePlan } from '../fuzz/reduceFailure.ts';
import { quickFlushParams } from './quickFlushParams.ts';

/** The plan of a seed, all of whose VMs have this policy. */
function planOf(seed: number, policy: string, withCrashes: boolean): FuzzPlan {
  const spec = flushPolicies.find(({ name }) => name === policy)!;
  const flush = { policy, params: { ...defaultParams(spec), ...quickFlushParams[policy] } };
  const plan = drawPlan(seed, withCrashes);
  const vms = plan.config.vms.map((vm) => ({ ...vm, flush: flushBeside(vm.preimage, flush) }));
  return { ...plan, config: { ...plan.config, vms, array: { ...plan.config.array, atomicWrites: true } }, weights: { ...plan.weights, 'set-flush': 0 } };
}

describe.each(flushPolicies.map(({ name }, index) => [name, index] as const))('%s under random load', (name, index) => {
  it('keeps all invariants', () => {
    const seed = 70_000 + index;
    const plan = planOf(seed, name, false);
    const { failure } = runFuzz(plan, seed, 400, (config) => new CacheEngine(config));
    expect(failure, describePlan(plan)).toBeNull();
  });

  it('keeps them through crashes', () => {
    const seed = 80_000 + index;
    const plan = planOf(seed, name, true);
    const crashable = new CrashableEngines();
    const { failure } = runFuzz(plan, seed, 150, (config) => crashable.create(config), { crashable });
    expect(failure, describePlan(plan)).toBeNull();
  });
});

function textOf(cache: string, workload: string): string {
  return `duration: 100ms
server: { dram: { size: 4MiB }, flash: { size: 16MiB }, cache: { ${cache} } }
network: { latency: 0s }
array: { readLatency: 5ms, writeLatency: 5ms, parallel: 4 }
vms: { count: 1, disk: 1MiB, memory: 0B, workload: { type: uniform, ${workload} } }
`;
}

async function build(text: string): Promise<Simulation> {
  const scenario = parseScenario(text, 'test.yaml', []);
  const inputs = await loadInputs(scenario, () => Promise.reject(new Error('nothing is read here')));
  return buildSimulation(scenario, inputs, { oracle: 'full' });
}

function finish(simulation: Simulation): SimulatedResult {
  while (!simulation.finished) simulation.run(10_000);
  const { result } = simulation.finish();
  expect([result.oracle.violations, result.checks.filter(({ passed }) => !passed)]).toEqual([0, []]);
  return result;
}

async function run(cache: string, workload: string): Promise<SimulatedResult> {
  return finish(await build(textOf(cache, workload)));
}

describe('in a run', () => {
  it('write-around keeps nothing of what was written, write-through does', async () => {
    const workload = 'readRatio: 0.5, queueDepth: 4, footprint: 128KiB';
    const around = await run('flush: write-around, admission: { readMisses: false }', workload);
    expect(around.total.hitRatio.dram + around.total.hitRatio.flash).toBeLessThan(0.2);
    expect((await run('flush: write-through, admission: { readMisses: false }', workload)).total.hitRatio.dram).toBeGreaterThan(0.3);
  });

  it('wb-flush answers a barrier when the array has what is before it, wb-persist when flash has', async () => {
    const workload = 'readRatio: 0, queueDepth: 1, thinkTime: 20us, flushEvery: 10, flushWaits: true';
    const atArray = await run('flush: wb-flush', workload);
    // Ten blocks, four at a time, of 5 ms each.
    expect(atArray.total.flushes).toBeLessThanOrEqual(Math.ceil(100 / 15) + 1);
    expect(atArray.cache.destages).toBeGreaterThanOrEqual((atArray.total.flushes - 1) * 8);
    expect((await run('flush: wb-persist', workload)).total.flushes).toBeGreaterThan(10 * atArray.total.flushes);
  });

  it('writer-delay slows writers down to what the array takes, without a stall at the wall', async () => {
    const workload = 'readRatio: 0, queueDepth: 8, thinkTime: 200us';
    const smooth = await run('flush: { policy: writer-delay, dirtyMax: 0.01 }', workload);
    expect(smooth.cache.dirtyBlocks.max).toBeLessThanOrEqual(Math.floor(0.01 * 5120) + 8);
    expect(smooth.total.latencyNs.write.p50).toBeGreaterThan(1e6);
    expect((await run('flush: write-back', workload)).total.latencyNs.write.p50).toBeLessThan(1e5);
  });

  it('a full log shrinks, or goes as a whole', async () => {
    const cache = 'flush: write-back, retention: { time: none }';
    const portion = 'readRatio: 0, queueDepth: 2, thinkTime: 50us } , portion: { dram: 1MiB, flash: 2MiB, logRecords: 300';
    const shrinks = await run(`${cache}, logFull: shrink`, portion);
    const invalidates = await run(`${cache}, logFull: invalidate`, portion);
    expect(shrinks.cache.recordsGivenUp).toBeGreaterThan(100);
    expect(invalidates.cache.recordsGivenUp).toBeGreaterThan(100);
    expect(invalidates.cache.logRecords.mean).toBeLessThan(0.8 * shrinks.cache.logRecords.mean);
  });

  it.each(['ordered', '{ policy: journaled, interval: 3ms }', '{ policy: epoch, interval: 4ms }'])(
    '%s goes on after save and restore as if nothing had happened',
    async (flush) => {
      const text = textOf(`flush: ${flush}`, 'readRatio: 0.3, queueDepth: 4, thinkTime: 500us');
      const straight = finish(await build(text));
      let simulation = await build(text);
      for (let slice = 0; slice < 12; slice += 1) {
        simulation.run(60);
        const saved = structuredClone(simulation.save());
        simulation = await build(text);
        simulation.restore(saved);
      }
      expect(finish(simulation).digest).toBe(straight.digest);
    },
  );
});

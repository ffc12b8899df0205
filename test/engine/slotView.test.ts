/** What those who look on are shown of slots and blocks agrees with what the engine counts and finds by other ways, before and after a rollback. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CacheEngine } from '../../sim/engine/engine.ts';
import type { SlotCounts, Space, VmId } from '../../sim/engine/protocol.ts';
import { slotStates } from '../../sim/engine/slotView.ts';
import { Simulation } from '../../sim/hosts/simulated/simulation.ts';
import { simulationConfigOf } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';

const name = 'workloads/scenarios/overwrite-and-rollback.yaml';
const writer = 0 as VmId;
const disk = 0 as Space;
let engine: CacheEngine;
let simulation: Simulation;

function runUntil(atNs: number): void {
  while (simulation.nowNs < atNs) simulation.run(2_000);
}

beforeAll(async () => {
  const scenario = parseScenario(readFileSync(name, 'utf8'), name, [{ path: 'oracle', value: 'off', cwdRelative: true }]);
  const config = simulationConfigOf(scenario, await loadInputs(scenario, () => Promise.reject(new Error('it names no file'))));
  if (!(config.engine instanceof CacheEngine)) throw new Error('the simulation has another engine');
  engine = config.engine;
  simulation = new Simulation(config);
  runUntil(2.5e9);
});

function countsOf(tier: 'dram' | 'flash', vm: number): number[] {
  const strip = engine.slotStrips(Infinity).find((found) => found.tier === tier && found.vm === vm)!;
  const counts = slotStates.map(() => 0);
  for (const state of strip.states) counts[state]! += 1;
  return counts;
}

function asCounted({ free, inFlight, currentClean, currentDirty, previous, redo }: SlotCounts): number[] {
  return [free, inFlight, currentClean, currentDirty, previous, redo];
}

function expectSameCounts(): void {
  for (const vm of [0, 1]) {
    expect(countsOf('dram', vm)).toEqual(asCounted(engine.slotCounts(vm as VmId, 'dram')));
    // Slots of flash that are freed as soon as the log is told count as free, but are not yet.
    const [free, inFlight, ...rest] = countsOf('flash', vm);
    const counted = asCounted(engine.slotCounts(vm as VmId, 'flash'));
    expect([free! + inFlight!, ...rest]).toEqual([counted[0]! + counted[1]!, ...counted.slice(2)]);
  }
}

describe('the picture of the slots', () => {
  it('has every slot in the state that the engine counts it in, also while a rollback is undone or not', () => {
    expectSameCounts();
    runUntil(4.2e9);
    expect(countsOf('flash', 0)[5]! + countsOf('dram', 0)[5]!).toBeGreaterThan(0);
    expectSameCounts();
  });

  it('is as large as was asked for, and shows the most frequent state of each bin with its share', () => {
    const whole = engine.slotStrips(Infinity);
    const binned = engine.slotStrips(1000);
    expect(binned.reduce((sum, { states }) => sum + states.length, 0)).toBeLessThan(1000 + binned.length);
    expect(binned.map(({ slots }) => slots)).toEqual(whole.map(({ slots }) => slots));
    for (const [number, strip] of binned.entries()) {
      for (const [bin, state] of strip.states.entries()) {
        const slots = [...whole[number]!.states.subarray(bin * strip.slotsPerBin, (bin + 1) * strip.slotsPerBin)];
        const counts = slotStates.map((_, other) => slots.filter((found) => found === other).length);
        expect(counts[state]).toBe(Math.max(...counts));
        expect(strip.shares[bin]).toBe(Math.max(1, Math.round((255 * counts[state]!) / slots.length)));
      }
    }
  });

  it('lists what is in some of its slots', () => {
    const strip = engine.slotStrips(Infinity).find(({ tier, vm }) => tier === 'dram' && vm === 0)!;
    const listed = engine.listSlots(strip, 100, 50);
    expect(listed.map(({ state }) => state)).toEqual([...strip.states.subarray(100, 150)]);
    for (const { block, space, state, slot } of listed)
      if (state === 2 || state === 3) expect(engine.locate(writer, space, block)).toMatchObject({ place: 'dram', slot, isDirty: state === 3 });
  });
});

describe('the history of a block', () => {
  it('shows after a rollback what was taken away, as redo', () => {
    const { versions } = engine.blockHistory(writer, disk, 16, 100);
    expect(versions.filter(({ isRedo }) => isRedo).length).toBeGreaterThanOrEqual(2);
  });

  it('leads from the current version back through the log', () => {
    runUntil(4.6e9); // the rollback was undone at 4.5 s: each block has been written twice since the bookmark
    const { current, currentSequence, versions, leftOut } = engine.blockHistory(writer, disk, 16, 100);
    expect(current).toEqual(engine.locate(writer, disk, 16));
    expect(versions.length).toBeGreaterThanOrEqual(2);
    expect(leftOut).toBe(0);
    const sequences = versions.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((left, right) => right - left));
    if (currentSequence > 0) expect(sequences[0]).toBe(currentSequence);
    expect(versions.every(({ isRedo }) => !isRedo)).toBe(true);
    const cut = engine.blockHistory(writer, disk, 16, 1);
    expect(cut).toMatchObject({ versions: versions.slice(0, 1), leftOut: versions.length - 1 });
  });
});

import { describe, expect, it } from 'vitest';
import { CacheEngine } from '../../sim/engine/engine.ts';
import { ChaosHost } from '../fuzz/chaosHost.ts';
import { DigestListener } from '../fuzz/digestListener.ts';
import { drawPlan } from '../fuzz/fuzzPlan.ts';
import { StepRandom } from '../fuzz/stepRandom.ts';

const steps = 3000;

/** Runs to the end; at each of the given steps everything is saved, and a new world goes on from what was saved. */
function play(seed: number, savedAt: ReadonlySet<number>, isReplaced: boolean): string {
  const plan = drawPlan(seed);
  const listener = new DigestListener();
  const newHost = (): ChaosHost => {
    const host = new ChaosHost(plan, seed, (config) => new CacheEngine(config));
    host.listener = listener;
    return host;
  };
  let host = newHost();
  for (let step = 0; step < steps; step++) {
    host.step(step);
    if (!savedAt.has(step)) continue;
    host.pump();
    const state = structuredClone(host.save());
    if (isReplaced) {
      // The old world goes on for a while: it must not share anything with the state.
      host.listener = null;
      for (let later = 1; later < 50; later++) host.step(step + later);
      host = newHost();
      host.restore(state);
    }
  }
  host.finish();
  expect(host.oracle.report().violationTexts).toEqual([]);
  return listener.digest.hex();
}

describe('save and restore', () => {
  it.each(Array.from({ length: 12 }, (_, i) => 100 + i))('seed %i goes on as if nothing had happened', (seed) => {
    const random = new StepRandom();
    random.begin(seed, 1);
    const savedAt = new Set(Array.from({ length: 6 }, () => random.nextInt(steps)));
    expect(play(seed, savedAt, true)).toBe(play(seed, savedAt, false));
  });
});

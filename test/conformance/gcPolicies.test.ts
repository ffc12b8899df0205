/** Every policy of garbage collection keeps the contract of `GcPolicy`: it is enough to be in the table to be tested here. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { gcPolicies } from '../../sim/devices/flash/gc/gcPolicies.ts';
import type { GcPolicy } from '../../sim/devices/flash/gc/gcPolicy.ts';

const dies = 3;
const blocksPerDie = 20;
const unitsPerBlock = 8;

/** Blocks that fill up, lose units and are taken, at random, and a list of the closed ones beside the policy. */
class World {
  readonly validUnits = new Int32Array(dies * blocksPerDie);
  readonly policy: GcPolicy;
  readonly closed = new Set<number>();
  readonly taken: number[] = [];
  readonly draws = new RandomStream(5, 'world');

  constructor(create: (typeof gcPolicies)[number]['create']) {
    this.policy = create({ choices: 4 }, { dies, blocksPerDie, unitsPerBlock, validUnits: this.validUnits, stream: new RandomStream(1, 'gc') });
  }

  step(): void {
    const block = this.draws.nextInt(dies * blocksPerDie);
    const die = this.draws.nextInt(dies);
    const deed = this.draws.nextInt(10);
    if (deed < 3 && !this.closed.has(block)) {
      this.validUnits[block] = this.draws.nextInt(unitsPerBlock + 1);
      this.policy.close(block);
      this.closed.add(block);
    } else if (deed < 9 && this.validUnits[block]! > 0) {
      this.validUnits[block]! -= 1;
      this.policy.invalidate(block);
    } else if (this.ofDie(die).length > 0) {
      const victim = this.policy.take(die);
      expect(this.closed.delete(victim), 'what is taken was closed').toBe(true);
      expect(Math.floor(victim / blocksPerDie), 'and is of that die').toBe(die);
      this.taken.push(victim);
    }
  }

  ofDie(die: number): readonly number[] {
    return [...this.closed].filter((block) => Math.floor(block / blocksPerDie) === die);
  }
}

describe.each(gcPolicies.map((spec) => [spec.name, spec] as const))('garbage collection %s', (name, spec) => {
  it('says what it is, under a name of its own', () => {
    expect(spec.summary.length).toBeGreaterThan(10);
    expect(spec.source.length).toBeGreaterThan(10);
    expect(gcPolicies.filter((other) => other.name === name)).toHaveLength(1);
  });

  it('hands out closed blocks of the die, each once', () => {
    const world = new World(spec.create);
    for (let step = 0; step < 20_000; step += 1) world.step();
    expect(world.taken.length).toBeGreaterThan(1000);
    for (let die = 0; die < dies; die += 1) {
      const all = world.ofDie(die);
      expect(all.map(() => world.policy.take(die)).sort((a, b) => a - b)).toEqual([...all].sort((a, b) => a - b));
    }
  });

  it('goes on after save and restore as if nothing had happened', () => {
    const first = new World(spec.create);
    for (let step = 0; step < 3000; step += 1) first.step();
    const second = new World(spec.create);
    second.policy.restore(structuredClone(first.policy.save()));
    second.validUnits.set(first.validUnits);
    for (const block of first.closed) second.closed.add(block);
    second.draws.restore(first.draws.save());
    first.taken.length = 0;
    for (let step = 0; step < 3000; step += 1) {
      first.step();
      second.step();
    }
    expect(second.taken).toEqual(first.taken);
  });
});

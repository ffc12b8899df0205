/** Every eviction policy of the table keeps the contract of `EvictionPolicy`, whatever it prefers: it is enough to be in the table to be tested here. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { defaultParams } from '../../sim/base/spec.ts';
import { CellTable } from '../../sim/engine/cells.ts';
import { evictionPolicies } from '../../sim/engine/policy/evictionPolicies.ts';
import type { EvictionPolicy } from '../../sim/engine/policy/evictionPolicy.ts';
import { hasDescription } from './hasDescription.ts';

const cellCount = 64;
const blockCount = 200;

/** A policy, the cells that it should know of, and which of them may go; blocks come and go as in the engine. */
class PolicyBench {
  readonly cells = new CellTable(cellCount, 0, 1);
  readonly held = new Set<number>();
  readonly pinned = new Set<number>();
  readonly policy: EvictionPolicy;
  /** What the policy may hold: changes as a portion does. */
  capacity = cellCount;

  constructor(spec: (typeof evictionPolicies)[number]) {
    this.policy = spec.create(defaultParams(spec), {
      cells: this.cells,
      mayEvict: (cell) => this.held.has(cell) && !this.pinned.has(cell),
      capacity: () => this.capacity,
      weightOf: () => 1,
      nextUse: spec.needsFuture === true ? () => this.held.size % 7 : null,
    });
  }

  /** A block that is in no cell, the first from `from` on. */
  absentBlock(from: number): number {
    const present = new Set([...this.held].map((cell) => this.cells.blockOf(cell)));
    let block = from;
    while (present.has(block)) block = (block + 1) % blockCount;
    return block;
  }

  insert(cell: number, block: number): void {
    this.cells.setBlock(cell, block);
    this.held.add(cell);
    this.policy.onInsert(cell);
  }

  remove(cell: number): void {
    this.policy.onRemove(cell);
    this.forget(cell);
  }

  evict(cell: number): void {
    this.policy.onEvict(cell);
    this.forget(cell);
  }

  private forget(cell: number): void {
    this.cells.setBlock(cell, -1);
    this.held.delete(cell);
    this.pinned.delete(cell);
  }

  rewrite(from: number, to: number): void {
    const block = this.cells.blockOf(from);
    if (from !== to) this.forget(from);
    this.cells.setBlock(to, block);
    this.held.add(to);
    this.policy.onRewrite(from, to);
  }

  /** One random step; returns the victim when one was asked for. */
  step(stream: RandomStream): number | null {
    const cell = stream.nextInt(cellCount);
    const what = stream.nextInt(12);
    if (!this.held.has(cell)) {
      const block = this.absentBlock(stream.nextInt(blockCount));
      const before = [...this.held][stream.nextInt(cellCount)];
      if (what < 6) this.policy.onMiss(0, block, 1);
      if (what === 11 && before !== undefined) this.rewrite(before, cell);
      else if (what !== 5) this.insert(cell, block);
    } else if (what < 5) this.policy.onHit(cell);
    else if (what < 6) this.remove(cell);
    else if (what < 7) this.pinned.add(cell);
    else if (what < 9) this.pinned.delete(cell);
    else if (what < 10) this.rewrite(cell, cell);
    else if (what < 11 && stream.next() < 0.1) this.capacity = 8 + stream.nextInt(cellCount - 8);
    else return this.policy.selectVictim();
    return null;
  }
}

describe.each(evictionPolicies.map((spec) => [spec.name, spec] as const))('eviction policy %s', (_, spec) => {
  it('says what it is', () => {
    hasDescription(spec);
  });

  it('names only cells that may go, and −1 exactly when there are none', () => {
    const bench = new PolicyBench(spec);
    const stream = new RandomStream(1, spec.name);
    for (let step = 0; step < 20_000; step += 1) {
      const victim = bench.step(stream);
      if (victim === null) continue;
      const candidates = [...bench.held].filter((cell) => !bench.pinned.has(cell));
      if (candidates.length === 0) expect(victim).toBe(-1);
      else expect(candidates).toContain(victim);
      if (victim >= 0 && stream.next() < 0.7) bench.evict(victim);
    }
  });

  it('gives up every cell in the end', () => {
    const bench = new PolicyBench(spec);
    for (let cell = 0; cell < cellCount; cell += 1) bench.insert(cell, cell);
    for (let cell = 0; cell < cellCount; cell += 3) bench.policy.onHit(cell);
    for (let left = cellCount; left > 0; left -= 1) bench.evict(bench.policy.selectVictim());
    expect(bench.held.size).toBe(0);
    expect(bench.policy.selectVictim()).toBe(-1);
  });

  it('goes on after save and restore as if nothing had happened', () => {
    const bench = new PolicyBench(spec);
    const stream = new RandomStream(2, spec.name);
    for (let step = 0; step < 2_000; step += 1) bench.step(stream);
    const saved = {
      cells: bench.cells.save(),
      policy: structuredClone(bench.policy.save()),
      stream: stream.save(),
      held: [...bench.held],
      pinned: [...bench.pinned],
      capacity: bench.capacity,
    };
    const victims = Array.from({ length: 2_000 }, () => bench.step(stream));

    const other = new PolicyBench(spec);
    other.cells.restore(saved.cells);
    other.policy.restore(saved.policy);
    for (const cell of saved.held) other.held.add(cell);
    for (const cell of saved.pinned) other.pinned.add(cell);
    other.capacity = saved.capacity;
    const otherStream = new RandomStream(0, 'other');
    otherStream.restore(saved.stream);
    expect(Array.from({ length: 2_000 }, () => other.step(otherStream))).toEqual(victims);
  });
});

it('names of eviction policies are unique', () => {
  expect(new Set(evictionPolicies.map(({ name }) => name)).size).toBe(evictionPolicies.length);
});

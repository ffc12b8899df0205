/** Every flush policy of the table keeps the contract of `FlushPolicy`, whatever it prefers: it is enough to be in the table to be tested here. */
import { describe, expect, it } from 'vitest';
import { defaultParams } from '../../sim/base/spec.ts';
import { durabilities } from '../../sim/engine/protocol.ts';
import { flushPolicies } from '../../sim/engine/policy/flushPolicies.ts';
import type { DirtyView, FlushPolicy } from '../../sim/engine/policy/flushPolicy.ts';
import { hasDescription } from './hasDescription.ts';

/** Dirty blocks in a list, oldest first; a node is the number of the block. */
class ListedDirt implements DirtyView {
  private readonly nodes: { readonly node: number; readonly sinceNs: number; readonly sequence: number }[] = [];
  private sequence = 0;

  write(node: number, nowNs: number): void {
    this.sequence += 1;
    if (!this.nodes.some((dirty) => dirty.node === node)) this.nodes.push({ node, sinceNs: nowNs, sequence: this.sequence });
  }
  take(node: number): void {
    const index = this.nodes.findIndex((dirty) => dirty.node === node);
    expect(index, 'a policy names a node that is dirty').toBeGreaterThanOrEqual(0);
    this.nodes.splice(index, 1);
  }
  oldest(): number {
    return this.nodes[0]?.node ?? -1;
  }
  following(node: number): number {
    return this.nodes[this.nodes.findIndex((dirty) => dirty.node === node) + 1]?.node ?? -1;
  }
  block(node: number): number {
    return node;
  }
  sinceNs(node: number): number {
    return this.nodes.find((dirty) => dirty.node === node)?.sinceNs ?? NaN;
  }
  sinceSequence(node: number): number {
    return this.nodes.find((dirty) => dirty.node === node)?.sequence ?? NaN;
  }
  newestSequence(): number {
    return this.sequence;
  }
  dirtyBlocks(): number {
    return this.nodes.length;
  }
  portionBlocks(): number {
    return 1000;
  }
}

/** Lets the policy destage all that it wants to at each of its wake-ups up to `untilNs`. */
function drive(policy: FlushPolicy, view: ListedDirt, untilNs: number): number[] {
  const order: number[] = [];
  let nowNs = 0;
  for (;;) {
    policy.wake(nowNs, view);
    policy.wake(nowNs, view); // twice is harmless
    for (let node = policy.next(nowNs, view); node >= 0; node = policy.next(nowNs, view)) {
      view.take(node);
      order.push(node);
    }
    const wakeNs = policy.nextWakeNs();
    expect(wakeNs, 'a wake-up lies ahead of the one that was just carried out').toBeGreaterThan(nowNs);
    if (wakeNs > untilNs) return order;
    nowNs = wakeNs;
  }
}

describe.each(flushPolicies.map((spec) => [spec.name, spec] as const))('flush policy %s', (_, spec) => {
  const create = (): FlushPolicy => spec.create(defaultParams(spec), { startNs: 0 });

  it('says what it is', () => {
    hasDescription(spec);
    const { demandsDurability } = create();
    expect([null, ...durabilities]).toContain(demandsDurability);
  });

  it('destages everything in the end when nothing more is written', () => {
    const view = new ListedDirt();
    for (let node = 0; node < 200; node += 1) view.write(node, node);
    expect(drive(create(), view, 3600e9)).toHaveLength(200);
    expect(view.dirtyBlocks()).toBe(0);
  });

  it('wants nothing when nothing is dirty', () => {
    expect(create().next(0, new ListedDirt())).toBe(-1);
  });

  it('goes on after save and restore as if nothing had happened', () => {
    const first = create();
    const before = new ListedDirt();
    for (let node = 0; node < 50; node += 1) before.write(node, 0);
    drive(first, before, 7e9);
    const second = create();
    second.restore(structuredClone(first.save()));
    const [one, other] = [first, second].map((policy) => {
      const view = new ListedDirt();
      for (let node = 100; node < 150; node += 1) view.write(node, 7e9);
      const woken = policy.nextWakeNs();
      return { woken, first: policy.next(7e9, view) };
    });
    expect(other).toEqual(one);
  });
});

it('names of flush policies are unique', () => {
  expect(new Set(flushPolicies.map(({ name }) => name)).size).toBe(flushPolicies.length);
});

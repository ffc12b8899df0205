import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { WriteFate } from '../../sim/base/writeFate.ts';
import { damagedBytes, drawFaultPlan, faultKinds } from '../../sim/faults/faultPlan.ts';
import { drawCutWeights, PlannedCut } from '../../sim/faults/plannedCut.ts';

const span = { fromNs: 1_000, toNs: 1_000_000, faults: 20 };
const planOf = (seed: number): ReturnType<typeof drawFaultPlan> => drawFaultPlan(new RandomStream(seed, 'faults'), span);

describe('fault plans', () => {
  it('are the same for the same seed, and others for others', () => {
    expect(planOf(1)).toEqual(planOf(1));
    expect(planOf(1)).not.toEqual(planOf(2));
  });

  it('are swarms: each kind comes in some plans and is left out of others', () => {
    const plans = Array.from({ length: 200 }, (_, seed) => planOf(seed));
    for (const kind of faultKinds) {
      const having = plans.filter(({ faults }) => faults.some((fault) => fault.kind === kind)).length;
      expect(having, kind).toBeGreaterThan(20);
      expect(having, kind).toBeLessThan(160);
    }
  });

  it('keep to their span, in order; a lasting fault is over before the next of its kind', () => {
    for (let seed = 0; seed < 100; seed++) {
      const { faults } = planOf(seed);
      const overNs = new Map<string, number>();
      let beforeNs = span.fromNs;
      for (const fault of faults) {
        expect(fault.atNs).toBeGreaterThanOrEqual(Math.max(beforeNs, overNs.get(fault.kind) ?? 0));
        expect(fault.atNs).toBeLessThan(span.toNs);
        beforeNs = fault.atNs;
        if ('forNs' in fault) overNs.set(fault.kind, fault.atNs + fault.forNs);
        else if ('diskPlace' in fault) expect(fault.diskPlace).toBeLessThan(1);
        else {
          const { offsetBytes, lengthBytes } = damagedBytes(fault, 1_000_000);
          expect(lengthBytes).toBeGreaterThan(0);
          expect(offsetBytes + lengthBytes).toBeLessThanOrEqual(1_000_000);
        }
      }
    }
  });

  it('keep to the kinds that are asked for', () => {
    const { faults } = drawFaultPlan(new RandomStream(3, 'faults'), { ...span, kinds: ['crash', 'link-loss'] });
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.filter(({ kind }) => kind !== 'crash' && kind !== 'link-loss')).toEqual([]);
  });
});

describe('power cuts', () => {
  it('deal fates as often as their weights say', () => {
    const cut = new PlannedCut({ fates: [4, 3, 2, 1], sectorRatio: 0.5, isOrdered: false }, new RandomStream(1, 'cut'));
    cut.begin();
    for (let i = 0; i < 10_000; i++) cut.fate();
    cut.counts.forEach((count, fate) => expect(Math.abs(count / 10_000 - (4 - fate) / 10)).toBeLessThan(0.02));
  });

  it('of a device that keeps the order leave nothing after the first write that is not whole', () => {
    for (let seed = 0; seed < 50; seed++) {
      const draws = new RandomStream(seed, 'cut');
      const cut = new PlannedCut({ ...drawCutWeights(draws), isOrdered: true }, draws);
      cut.begin();
      const dealt = Array.from({ length: 20 }, () => cut.fate());
      const end = dealt.findIndex((fate) => fate !== WriteFate.Kept);
      if (end >= 0) expect(dealt.slice(end + 1).every((fate) => fate === WriteFate.Lost)).toBe(true);
    }
  });
});

/**
 * What goes wrong in a run, and when: a list of faults in the order of their times, and what power cuts do to writes under way.
 *
 * A plan is drawn from random numbers (`drawFaultPlan`), or written by hand (the timeline of a scenario). It is plain data and does nothing by itself: a host
 * carries it out.
 *
 *   const plan = drawFaultPlan(stream, { fromNs: 0, toNs: durationNs, faults: 5 });
 *   const cuts = new PlannedCut(plan.cut, stream);             // `plannedCut.ts`: lives as long as the run
 *   at fault.atNs, by fault.kind:
 *     'crash'         the server loses power: its DRAM is gone, writes under way get their fate from `cuts` (`oracle.crash(nowNs, cuts)`); after
 *                     `forNs` an engine is recovered from what flash and array hold
 *     'link-loss'     `device.setLink(nowNs, false)` of the array, and `true` after `forNs`
 *     'bad-page'      the flash at `place` can't be read any more, until it is written again
 *     'bit-flip'      `bits` bits of the flash from `place` on are the other way round
 *     'corrupt-run'   `lengthBytes` of the flash from `place` on are something else
 *     'bad-blocks'    `lengthBytes` of the array from `diskPlace` on, a part in [0, 1) of one of its disks, are something else
 * `place` is a part of the flash device (slots, then the log area) in [0, 1): `damagedBytes` says which bytes that is.
 *
 * Who carries it out: `hindcast verify` writes each as events of a scenario (`sim/scenario/drawScenario.ts`). An array that loses what it has called durable is not among
 * them: no model of one does, since the engine takes its word; what is under way there when the server crashes is in doubt (`cut`).
 *
 * "Swarm": the weights of the kinds are drawn for each plan, many of them 0, since runs that leave things out find more than runs with a little of everything
 * (A. Groce et al., Swarm Testing, ISSTA 2012).
 */
import { pick } from './draws.ts';
import type { Draws } from './draws.ts';
import type { CutWeights } from './plannedCut.ts';
import { drawCutWeights } from './plannedCut.ts';

interface Lasting {
  readonly atNs: number;
  /** Until it is over. */
  readonly forNs: number;
}

interface Damage {
  readonly atNs: number;
  /** In [0, 1). */
  readonly place: number;
}

export type Fault =
  | ({ readonly kind: 'crash' | 'link-loss' } & Lasting)
  | ({ readonly kind: 'bad-page' } & Damage)
  | ({ readonly kind: 'bit-flip'; readonly bits: number } & Damage)
  | ({ readonly kind: 'corrupt-run'; readonly lengthBytes: number } & Damage)
  | { readonly kind: 'bad-blocks'; readonly atNs: number; readonly diskPlace: number; readonly lengthBytes: number };
export type FaultKind = Fault['kind'];
export const faultKinds: readonly FaultKind[] = ['crash', 'link-loss', 'bad-page', 'bit-flip', 'corrupt-run', 'bad-blocks'];

export interface FaultPlan {
  /** How often each kind was to come, relative to the others. */
  readonly weights: Readonly<Record<FaultKind, number>>;
  readonly cut: CutWeights;
  /** Ascending times; each lasting fault is over when the next of its kind begins. */
  readonly faults: readonly Fault[];
}

export interface FaultSpan {
  readonly fromNs: number;
  readonly toNs: number;
  /** About how many faults there are to be. */
  readonly faults: number;
  /** Left out: all kinds. */
  readonly kinds?: readonly FaultKind[];
}

/** The same numbers give the same plan. */
export function drawFaultPlan(draws: Draws, { fromNs, toNs, faults: count, kinds = faultKinds }: FaultSpan): FaultPlan {
  const weights = drawWeights(draws, kinds);
  const cut = drawCutWeights(draws);
  const times = Array.from({ length: Math.round(count * 2 * draws.next()) }, () => fromNs + Math.floor((toNs - fromNs) * draws.next())).sort((a, b) => a - b);
  const faults: Fault[] = [];
  const overNs = new Map<FaultKind, number>();
  for (const atNs of times) {
    const kind = pickKind(draws, weights);
    const fault = drawFault(draws, kind, atNs, (toNs - fromNs) / 20);
    if (atNs < (overNs.get(kind) ?? -Infinity)) continue;
    if ('forNs' in fault) overNs.set(kind, atNs + fault.forNs + 1);
    faults.push(fault);
  }
  return { weights, cut, faults };
}

function drawWeights(draws: Draws, kinds: readonly FaultKind[]): Record<FaultKind, number> {
  const weights: Record<FaultKind, number> = { crash: 0, 'link-loss': 0, 'bad-page': 0, 'bit-flip': 0, 'corrupt-run': 0, 'bad-blocks': 0 };
  for (const kind of kinds) if (draws.next() < 0.5) weights[kind] = pick(draws, [1, 3, 10]);
  // Something is to happen.
  if (kinds.every((kind) => weights[kind] === 0)) weights[pick(draws, [kinds[0] ?? 'crash', ...kinds.slice(1)])] = 1;
  return weights;
}

function pickKind(draws: Draws, weights: Readonly<Record<FaultKind, number>>): FaultKind {
  const total = faultKinds.reduce((sum, kind) => sum + weights[kind], 0);
  let at = draws.next() * total;
  for (const kind of faultKinds) {
    at -= weights[kind];
    if (at < 0) return kind;
  }
  return 'crash';
}

function drawFault(draws: Draws, kind: FaultKind, atNs: number, longestNs: number): Fault {
  switch (kind) {
    case 'crash':
    case 'link-loss':
      // From very short to long: each order of magnitude as often.
      return { kind, atNs, forNs: Math.max(1, Math.floor(longestNs * pick(draws, [0.001, 0.01, 0.1, 1]) * draws.next())) };
    case 'bad-page':
      return { kind, atNs, place: draws.next() };
    case 'bit-flip':
      return { kind, atNs, place: draws.next(), bits: pick(draws, [1, 1, 1, 2, 8]) };
    case 'corrupt-run':
      return { kind, atNs, place: draws.next(), lengthBytes: pick(draws, [512, 4096, 4096]) };
    case 'bad-blocks':
      return { kind, atNs, diskPlace: draws.next(), lengthBytes: pick(draws, [4096, 65_536, 1_048_576]) };
  }
}

/** Which bytes of the flash a fault damages: from a whole byte on, within the device. A bad page is 4096 bytes at a multiple of that. */
export function damagedBytes(fault: Extract<Fault, Damage>, flashBytes: number): { readonly offsetBytes: number; readonly lengthBytes: number } {
  const at = Math.floor(fault.place * flashBytes);
  switch (fault.kind) {
    case 'bad-page': {
      const offsetBytes = at - (at % pageBytes);
      return { offsetBytes, lengthBytes: Math.min(pageBytes, flashBytes - offsetBytes) };
    }
    case 'bit-flip':
      return { offsetBytes: at, lengthBytes: Math.min(Math.ceil(fault.bits / 8), flashBytes - at) };
    case 'corrupt-run':
      return { offsetBytes: at, lengthBytes: Math.min(fault.lengthBytes, flashBytes - at) };
  }
}

const pageBytes = 4096;

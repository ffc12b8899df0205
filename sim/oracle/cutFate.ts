import { WriteFate } from '../base/writeFate.ts';
import type { WriteFates } from '../base/writeFate.ts';

/** What becomes of writes that are under way, or covered by no barrier, when power is cut: each as chance has it, or all of them the same. */
export const cutFates = ['random', 'lost', 'kept', 'torn'] as const;
export type CutFate = (typeof cutFates)[number];

const same = { lost: WriteFate.Lost, kept: WriteFate.Kept, torn: WriteFate.Torn } as const;

/** `random` gives numbers in [0, 1). By chance: four of ten are kept, three lost, three torn. */
export function dealFates(random: () => number, fate: CutFate = 'random'): WriteFates {
  const draw = (): WriteFate => {
    const outcome = random();
    return outcome < 0.4 ? WriteFate.Kept : outcome < 0.7 ? WriteFate.Lost : WriteFate.Torn;
  };
  return { begin: () => undefined, fate: fate === 'random' ? draw : () => same[fate], isSectorKept: () => random() < 0.5, next: random };
}

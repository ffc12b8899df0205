/** What becomes of writes that are under way, or covered by no barrier, when power is cut: each as chance has it, or all of them the same. */
export const cutFates = ['random', 'lost', 'kept', 'torn'] as const;
export type CutFate = (typeof cutFates)[number];

/** What a steered run may be taken to: the next request answered, destage done, bookmark set or removed, rollback or undo answered. */
export const stepTargets = ['io', 'flush', 'bookmark', 'rollback'] as const;
export type StepTarget = (typeof stepTargets)[number];

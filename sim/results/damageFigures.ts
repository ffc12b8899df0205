/** What damaged flash, or damage on the array, has cost a run: of `result.json`. Over the whole run, warm-up included. */
import { number, record } from './shape.ts';
import type { Shape } from './shape.ts';

export interface DamageFigures {
  /** Versions of blocks that nobody has any more, as far as the engine has come upon them: on its way to the array, or to a copy for the rollback log. */
  readonly lostVersions: number;
  /** Requests that were answered as lost, each as often as it was asked. */
  readonly lostAnswers: number;
}

export const noDamage: DamageFigures = { lostVersions: 0, lostAnswers: 0 };

export const damageFiguresShape: Shape<DamageFigures> = record<DamageFigures>(
  {
    lostVersions: number('versions of blocks that were found lost, on their way to the array or to the rollback log', 0),
    lostAnswers: number('requests that were answered as lost', 0),
  },
  'what damage to flash and array has cost; whole run, warm-up included',
);

/** The closed forms that a sweep can name. A new one is one file beside this one, and one line here. */
import { blocksTakenBack } from './blocksTakenBack.ts';
import type { ClosedForm } from './closedForm.ts';
import { trafficJam } from './trafficJam.ts';

export const closedForms: readonly ClosedForm[] = [trafficJam, blocksTakenBack];

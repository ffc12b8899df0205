/**
 * Colours of charts and pages, for light and dark. One VM has one colour everywhere; eight are told apart also with colour-blind eyes (after Okabe & Ito,
 * 2008, darkened or lightened to a contrast of at least 3:1 on their ground), and lines differ by their dashes as well: never by colour alone.
 */
export type Theme = 'light' | 'dark';

export interface Ink {
  readonly light: string;
  readonly dark: string;
}

/** Of lines, by their index; `lineDashes` goes with it. */
export const lineInks: readonly Ink[] = [
  { light: '#1f5fae', dark: '#7db3ff' },
  { light: '#b45309', dark: '#f5ae5c' },
  { light: '#00796b', dark: '#4fd0b5' },
  { light: '#a6327f', dark: '#f093cd' },
  { light: '#6b5d00', dark: '#dccb55' },
  { light: '#5a45b5', dark: '#b7a8ff' },
  { light: '#a12f2f', dark: '#ff958a' },
  { light: '#525c6b', dark: '#aab4c3' },
];

/** Drawn and left out, in pixels; the first four VMs are solid, since few VMs are the rule. */
export const lineDashes: readonly (readonly number[])[] = [[], [], [], [], [7, 3], [7, 3], [2, 2], [2, 2]];

/** Of everything on a page that is not data. The stylesheet makes `--name` of each. */
export const pageInks = {
  ground: { light: '#ffffff', dark: '#14171c' },
  raised: { light: '#f6f7f9', dark: '#1b1f26' },
  text: { light: '#1b1f26', dark: '#e7eaef' },
  soft: { light: '#565f6d', dark: '#a3adbb' },
  rule: { light: '#e0e4ea', dark: '#2c323c' },
  accent: { light: '#1f5fae', dark: '#7db3ff' },
  good: { light: '#17683a', dark: '#6fd398' },
  bad: { light: '#a8201a', dark: '#ff8f85' },
  mark: { light: '#1b1f26', dark: '#e7eaef' },
  shade: { light: '#eef0f4', dark: '#20252d' },
  stall: { light: '#f3dccb', dark: '#463122' },
} as const satisfies Readonly<Record<string, Ink>>;

export function lineInk(index: number): Ink {
  return lineInks[index % lineInks.length]!;
}

export function lineDash(index: number): readonly number[] {
  return lineDashes[index % lineDashes.length]!;
}

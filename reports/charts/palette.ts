/**
 * Colours of charts and pages, for light and dark. One VM has one colour everywhere; eight are told apart also with colour-blind eyes (after Okabe & Ito,
 * 2008, darkened or lightened to a contrast of at least 3:1 on their ground), and lines differ by their dashes as well: never by colour alone.
 */
export type Theme = 'light' | 'dark';

export interface Ink {
  readonly light: string;
  readonly dark: string;
}

/** Of VMs and other lines, by their index; `lineDashes` goes with it. */
const vmInks: readonly Ink[] = [
  { light: '#1f5fae', dark: '#7db3ff' },
  { light: '#b45309', dark: '#f5ae5c' },
  { light: '#00796b', dark: '#4fd0b5' },
  { light: '#a6327f', dark: '#f093cd' },
  { light: '#6b5d00', dark: '#dccb55' },
  { light: '#5a45b5', dark: '#b7a8ff' },
  { light: '#a12f2f', dark: '#ff958a' },
  { light: '#525c6b', dark: '#aab4c3' },
];

/** None of them a VM's. Of the states that a slot of the cache can be in, and of the causes for which flash is written (a cause has the colour of the state that it makes, where it makes one). */
const stateInks = {
  clean: { light: '#86a1bd', dark: '#7f9bb8' },
  dirty: { light: '#d99a00', dark: '#ffc94d' },
  previous: { light: '#3f7d2a', dark: '#6fae55' },
  redo: { light: '#0e93b5', dark: '#45c8e6' },
  preimage: { light: '#b0307a', dark: '#f582bd' },
  free: { light: '#7b8594', dark: '#6f7a89' },
  inFlight: { light: '#a08c7d', dark: '#b5a292' },
  log: { light: '#6b5d00', dark: '#dccb55' },
  metadata: { light: '#8a7440', dark: '#b8a77a' },
  garbage: { light: '#5d6674', dark: '#9aa5b4' },
} as const satisfies Readonly<Record<string, Ink>>;

export type InkedState = keyof typeof stateInks;

/** How many VMs, or other things of one kind, are told apart; the ninth looks like the first. */
export const lineInkCount = vmInks.length;

/** All inks of data; the stylesheet makes `--line-N` of each. */
export const lineInks: readonly Ink[] = [...vmInks, ...Object.values(stateInks)];

/** What the stylesheet calls the ink of a state. */
export function stateToken(state: InkedState): string {
  return `--line-${String(stateInk(state))}`;
}

/** Index of the ink of a state. */
export function stateInk(state: InkedState): number {
  return lineInkCount + Object.keys(stateInks).indexOf(state);
}

/** Index of the ink of a cause for which flash is written: the state that it makes. */
export function causeInk(cause: string): number {
  const states: Readonly<Record<string, InkedState>> = {
    demotion: 'previous',
    write: 'dirty',
    promotion: 'clean',
    preimage: 'preimage',
    log: 'log',
    metadata: 'metadata',
  };
  return stateInk(states[cause] ?? 'garbage');
}

/** Index of the ink of what a crash left of a disk. */
export function consistencyInk(consistency: string): number {
  const states: Readonly<Record<string, InkedState>> = { prefix: 'previous', 'barrier-consistent': 'dirty', torn: 'preimage' };
  return stateInk(states[consistency] ?? 'free');
}

/** Index of the ink of the VM, or variant, with this number. */
export function vmInk(number: number): number {
  return number % lineInkCount;
}

/** Drawn and left out, in pixels; the first four VMs are solid, since few VMs are the rule. */
export const lineDashes: readonly (readonly number[])[] = [[], [], [], [], [7, 3], [7, 3], [2, 2], [2, 2]];

/** Of everything on a page that is not data. The stylesheet makes `--name` of each. */
export const pageInks = {
  ground: { light: '#ffffff', dark: '#14171c' },
  raised: { light: '#f6f7f9', dark: '#1b1f26' },
  text: { light: '#1b1f26', dark: '#e7eaef' },
  soft: { light: '#565f6d', dark: '#a3adbb' },
  rule: { light: '#e0e4ea', dark: '#2c323c' },
  /** Borders of what can be used: 3:1 at least. */
  control: { light: '#848d9b', dark: '#6c7685' },
  accent: { light: '#1f5fae', dark: '#7db3ff' },
  good: { light: '#17683a', dark: '#6fd398' },
  bad: { light: '#a8201a', dark: '#ff8f85' },
  mark: { light: '#1b1f26', dark: '#e7eaef' },
  shade: { light: '#eef0f4', dark: '#20252d' },
  stall: { light: '#f3dccb', dark: '#463122' },
} as const satisfies Readonly<Record<string, Ink>>;

export function lineInk(index: number): Ink {
  return lineInks[index] ?? vmInks[index % lineInkCount]!;
}

export function lineDash(index: number): readonly number[] {
  return index < lineInkCount ? lineDashes[index]! : [];
}

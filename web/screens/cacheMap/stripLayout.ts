/** Where each bin of a strip of slots is drawn: row by row, in squares of one size. All in CSS pixels. */
export interface StripLayout {
  /** From one bin to the next. */
  readonly step: number;
  /** Of the square in it; the rest is the gap. */
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

/** Squares as large as can be, within the height. */
const steps = [12, 10, 8, 7, 6, 5, 4, 3, 2, 1] as const;

export function stripLayout(bins: number, width: number, heightMax: number): StripLayout {
  for (const step of steps) {
    const columns = Math.max(1, Math.floor(width / step));
    const rows = Math.max(1, Math.ceil(bins / columns));
    if (rows * step > heightMax && step > 1) continue;
    return { step, size: step >= 5 ? step - 1 : step, columns, rows, width: Math.min(bins, columns) * step, height: rows * step };
  }
  return { step: 1, size: 1, columns: 1, rows: 1, width: 1, height: 1 };
}

/** The bin under a point; null: there is none. */
export function binAt({ step, columns }: StripLayout, bins: number, x: number, y: number): number | null {
  const column = Math.floor(x / step);
  const bin = Math.floor(y / step) * columns + column;
  return x < 0 || y < 0 || column >= columns || bin >= bins ? null : bin;
}

/** Where a key takes the mark; null: the key is none of these. */
export function movedBin({ columns }: StripLayout, bins: number, bin: number, key: string): number | null {
  const moved = { ArrowRight: bin + 1, ArrowLeft: bin - 1, ArrowDown: bin + columns, ArrowUp: bin - columns, Home: 0, End: bins - 1 }[key];
  if (moved === undefined) return null;
  return Math.min(bins - 1, Math.max(0, moved));
}

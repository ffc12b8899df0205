/** The painter of each kind of chart. */
import type { ChartKind, ChartModel } from '../chartModel.ts';
import { barPainter } from './barPainter.ts';
import { heatPainter } from './heatPainter.ts';
import { intervalPainter } from './intervalPainter.ts';
import { linePainter } from './linePainter.ts';
import type { Painter } from './painter.ts';
import { pointPainter } from './pointPainter.ts';

const painters: { readonly [Kind in ChartKind]: Painter<Extract<ChartModel, { kind: Kind }>> } = {
  lines: linePainter,
  points: pointPainter,
  intervals: intervalPainter,
  bars: barPainter,
  heat: heatPainter,
};

/** For a model of this kind, and no other. */
export function painterOf(kind: ChartKind): Painter<ChartModel> {
  return painters[kind];
}

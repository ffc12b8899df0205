/** Two figures of several subjects against each other, with the front of those that no other beats in both. */
import { readableValue } from '../../text/readable.ts';
import type { ChartPoint, PointChartModel, ValueAxis } from '../chartModel.ts';

/** An axis, and which way is better along it. */
export interface TradeOffAxis extends ValueAxis {
  readonly better: 'lower' | 'higher';
}

export interface TradeOffPlan {
  readonly id: string;
  readonly title: string;
  readonly x: TradeOffAxis;
  readonly y: TradeOffAxis;
  readonly whiskers: string;
  readonly points: readonly Omit<ChartPoint, 'isOnFront'>[];
}

export function tradeOffChart({ id, title, x, y, whiskers, points }: TradeOffPlan): PointChartModel {
  const marked = points.map((point): ChartPoint => ({ ...point, isOnFront: !points.some((other) => beats(other, point, x, y)) }));
  const front = marked.filter(({ isOnFront }) => isOnFront).map(({ label }) => label);
  const side = (axis: TradeOffAxis): string => (axis.better === 'lower' ? (axis === x ? 'left' : 'down') : axis === x ? 'right' : 'up');
  return {
    kind: 'points',
    id,
    title,
    note: `Better is ${side(x)} and ${side(y)}. Whiskers: ${whiskers}.`,
    description: `${title}. Not beaten in both: ${front.join(', ')}.`,
    x,
    y,
    points: marked,
    table: {
      head: ['name', x.title, y.title, 'beaten in both'],
      rows: marked.map((point) => [point.label, readableValue(point.x.mean, x.unit), readableValue(point.y.mean, y.unit), point.isOnFront ? 'no' : 'yes']),
    },
  };
}

/** At least as good in both, better in one. */
function beats(one: Omit<ChartPoint, 'isOnFront'>, other: Omit<ChartPoint, 'isOnFront'>, x: TradeOffAxis, y: TradeOffAxis): boolean {
  const gain = (axis: TradeOffAxis, a: number, b: number): number => (axis.better === 'higher' ? a - b : b - a);
  const [byX, byY] = [gain(x, one.x.mean, other.x.mean), gain(y, one.y.mean, other.y.mean)];
  return byX >= 0 && byY >= 0 && (byX > 0 || byY > 0);
}

/** Of some points in two metrics those that no other beats: at least as good in both, and better in one. */
export interface ParetoPoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export type Better = 'lower' | 'higher';

/** In the order of x, best first; of points that are equal in both all stay. O(n²), for some dozens of points. */
export function paretoFront(points: readonly ParetoPoint[], betterX: Better, betterY: Better): ParetoPoint[] {
  const worth = (value: number, better: Better): number => (better === 'higher' ? value : -value);
  const beats = (one: ParetoPoint, other: ParetoPoint): boolean => {
    const byX = worth(one.x, betterX) - worth(other.x, betterX);
    const byY = worth(one.y, betterY) - worth(other.y, betterY);
    return byX >= 0 && byY >= 0 && (byX > 0 || byY > 0);
  };
  return points
    .filter((point) => !points.some((other) => beats(other, point)))
    .sort((one, other) => worth(other.x, betterX) - worth(one.x, betterX) || (one.name < other.name ? -1 : 1));
}

/** The trail of uses against a plain list, oldest use first: any mix of calls, cells that may not leave, save and restore. */
import { expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { CellTable } from '../../sim/engine/cells.ts';
import { UseTrail } from '../../sim/engine/policy/useTrail.ts';

const cellCount = 200;

it('names the cell that was not used for the longest time of those that may leave', () => {
  const cells = new CellTable(cellCount, 0, 1);
  let trail = new UseTrail(cells);
  const list: number[] = [];
  const random = new RandomStream(7, 'trail');
  const stuck = new Set<number>();
  const mayLeave = (cell: number): boolean => !stuck.has(cell);
  for (let step = 0; step < 60_000; step++) {
    const cell = random.nextInt(cellCount);
    const at = list.indexOf(cell);
    const choice = random.nextInt(100);
    if (at < 0) {
      // Filled and emptied in turn, so that the trail grows and shrinks.
      if (step % 20_000 < 10_000 || choice < 10) {
        trail.add(cell);
        list.push(cell);
      }
    } else if (choice < 70) {
      trail.use(cell);
      list.push(...list.splice(at, 1));
    } else if (choice < 80) {
      trail.remove(cell);
      list.splice(at, 1);
    } else if (choice < 90) {
      const to = Array.from({ length: cellCount }, (_, other) => other).find((other) => !list.includes(other));
      if (to === undefined) continue;
      trail.replace(cell, to);
      list[at] = to;
    } else if (choice < 93) {
      const saved = structuredClone(trail.save());
      trail = new UseTrail(cells);
      trail.restore(saved);
    }
    if (random.nextInt(50) === 0) stuck.clear();
    if (random.nextInt(5) === 0) stuck.add(random.nextInt(cellCount));
    expect(trail.oldest(mayLeave)).toBe(list.find(mayLeave) ?? -1);
  }
});

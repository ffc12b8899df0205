/**
 * Least recently used.
 */
import type { Spec } from '../../base/spec.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';
import { UseTrail } from './useTrail.ts';

class Lru extends CellPolicy {
  private readonly trail: UseTrail;

  constructor(context: EvictionContext) {
    super(context);
    this.trail = new UseTrail(context.cells);
  }

  onInsert(cell: number): void {
    this.trail.add(cell);
  }

  onHit(cell: number): void {
    this.trail.use(cell);
  }

  onRemove(cell: number): void {
    this.trail.remove(cell);
  }

  protected onMove(from: number, to: number): void {
    this.trail.replace(from, to);
  }

  selectVictim(): number {
    return this.trail.oldest(this.mayEvict);
  }

  save(): unknown {
    return this.trail.save();
  }

  restore(state: ReturnType<UseTrail['save']>): void {
    this.trail.restore(state);
  }
}

export const lru: Spec<Record<never, never>, EvictionContext, EvictionPolicy> = {
  name: 'lru',
  summary: 'Evicts the block that was not used for the longest time',
  source: 'Mattson, Gecsei, Slutz, Traiger: Evaluation techniques for storage hierarchies, IBM Systems Journal 9(2), 1970',
  params: {},
  create: (_params, context) => new Lru(context),
};

/** Damage to flash at rest: single bits the other way round, and runs of 4 KiB that hold something else, anywhere in slots or log. */
import type { ContentStore } from '../../sim/oracle/contentStore.ts';
import type { StepRandom } from './stepRandom.ts';

export class FlashDamages {
  /** Bits, and runs; what they hit. */
  bits = 0;
  runs = 0;
  slots = 0;
  /** Requests that were answered as lost. */
  answeredAsLost = 0;

  /** One bit, or one run, in a slot that is in use. */
  strike(store: ContentStore, random: StepRandom): void {
    const isRun = random.chance(0.3);
    const first = random.nextInt(store.flash.slotCount);
    let hit = store.damage.strike(first) ? 1 : 0;
    // A run need not begin where a slot does.
    if (isRun && random.chance(0.9) && first + 1 < store.flash.slotCount && store.damage.strike(first + 1)) hit++;
    if (hit === 0) return;
    this.slots += hit;
    if (isRun) this.runs++;
    else this.bits++;
  }
}

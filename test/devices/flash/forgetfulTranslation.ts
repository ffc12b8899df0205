import { Translation } from '../../../sim/devices/flash/translation.ts';

/** Broken on purpose: collection now and then loses a page. */
export class ForgetfulTranslation extends Translation {
  #moved = 0;

  protected override isWanted(unit: number, place: number): boolean {
    if (!super.isWanted(unit, place)) return false;
    this.#moved += 1;
    return this.#moved % 50 !== 0;
  }
}

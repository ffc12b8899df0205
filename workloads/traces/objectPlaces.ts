/**
 * Where an object lies on the disk, for formats that name objects by 64-bit numbers: as `places`, `objectSize` apart by their numbers (right where these are sector numbers, as in traces of
 * disks), or `numbered`, one behind the other in the order of first appearance (for hashes, as in traces of key-value caches, which no disk could hold otherwise).
 */
import { PairIndex } from '../../sim/base/pairIndex.ts';
import type { ParamSpec } from '../../sim/base/spec.ts';
import { offsetBytesMax } from './recordLimits.ts';

export interface ObjectParams {
  readonly objects: 'places' | 'numbered';
}

export const objectsParam: ParamSpec<'places' | 'numbered'> = {
  unit: 'name',
  default: 'places',
  choices: ['places', 'numbered'],
  summary: 'object numbers are places on the disk, objectSize apart; or objects lie there in the order of first appearance (for hashes)',
};

export class ObjectPlaces {
  readonly #objectSizeBytes: number;
  readonly #numbers: PairIndex | null;

  constructor(params: ObjectParams, objectSizeBytes: number) {
    this.#objectSizeBytes = objectSizeBytes;
    this.#numbers = params.objects === 'numbered' ? new PairIndex() : null;
  }

  /** First byte of the object; -1 when it would lie too far out (see `tooFar`). */
  offsetBytesOf(low: number, high: number): number {
    const number = this.#numbers === null ? high * 0x1_0000_0000 + low : this.#numbers.of(low, high);
    const offset = number * this.#objectSizeBytes;
    return offset <= offsetBytesMax ? offset : -1;
  }
}

/** What is allowed, for the message. */
export const tooFar = 'as a place on the disk it must stay below 8PiB; where the numbers are hashes, give the option objects=numbered';

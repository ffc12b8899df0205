/**
 * The volumes (disks, devices, files, namespaces) of a trace: names ↔ small numbers, in the order of first appearance. Looking one up again allocates nothing. At most `volumesMax`.
 */
import { NameIndex } from './nameIndex.ts';
import { volumesMax } from './traceBatch.ts';
import { TraceFormatError } from './traceFormatError.ts';

export class VolumeTable {
  readonly #file: string;
  readonly #names: string[] = [];
  readonly #byName = new Map<string, number>();
  readonly #byNumber = new Map<number, number>();
  readonly #spelled = new NameIndex();
  /** Volume of each number of `#spelled`. */
  readonly #ofSpelled: number[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** The volume of that name; -1 when there is none. */
  find(name: string): number {
    return this.#byName.get(name) ?? -1;
  }

  /** The volume whose name is the number `id`. */
  ofNumber(id: number): number {
    const known = this.#byNumber.get(id);
    if (known !== undefined) return known;
    const volume = this.ofName(String(id));
    this.#byNumber.set(id, volume);
    return volume;
  }

  ofName(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const volume = this.#names.length;
    if (volume >= volumesMax) {
      const given = `are more than ${String(volumesMax)}`;
      throw new TraceFormatError({
        file: this.#file,
        place: '',
        field: 'volumes',
        given,
        allowed: `a trace of at most ${String(volumesMax)} volumes can be read`,
      });
    }
    this.#names.push(name);
    this.#byName.set(name, volume);
    return volume;
  }

  /** The volume that `bytes` from `start` to `end` spell; `nameOf` gives it its name when it is new. */
  ofBytes(bytes: Uint8Array, start: number, end: number, nameOf: (spelled: Uint8Array) => string): number {
    const spelled = this.#spelled.of(bytes, start, end);
    const known = this.#ofSpelled[spelled];
    if (known !== undefined) return known;
    const volume = this.ofName(nameOf(bytes.subarray(start, end)));
    this.#ofSpelled[spelled] = volume;
    return volume;
  }
}

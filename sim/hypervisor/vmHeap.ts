/**
 * A binary heap of VMs by a key, each VM at most once; equal keys go by the number of the VM. Any VM can be taken out. No allocation after construction.
 */
import { assert } from '../base/assert.ts';

const OUTSIDE = -1;

export class VmHeap {
  readonly #vms: Int32Array;
  readonly #keys: Float64Array;
  /** Per VM: where it is in the heap. */
  readonly #places: Int32Array;
  #size = 0;

  constructor(vmCount: number) {
    this.#vms = new Int32Array(vmCount);
    this.#keys = new Float64Array(vmCount);
    this.#places = new Int32Array(vmCount).fill(OUTSIDE);
  }

  get size(): number {
    return this.#size;
  }

  has(vm: number): boolean {
    return this.#places[vm] !== OUTSIDE;
  }

  /** The VM with the smallest key, and that key. Infinity when there is none. */
  get topVm(): number {
    assert(this.#size > 0, 'a heap has a top when it holds something');
    return this.#vms[0];
  }

  get topKey(): number {
    return this.#size > 0 ? this.#keys[0] : Infinity;
  }

  push(vm: number, key: number): void {
    assert(this.#places[vm] === OUTSIDE, 'a VM is in the heap once');
    this.#size += 1;
    this.#rise(this.#size - 1, vm, key);
  }

  /** Takes out the VM with the smallest key. */
  pop(): number {
    const first = this.topVm;
    this.remove(first);
    return first;
  }

  /** Takes the VM out, if it is in. */
  remove(vm: number): void {
    const place = this.#places[vm];
    if (place === OUTSIDE) return;
    this.#places[vm] = OUTSIDE;
    this.#size -= 1;
    const last = this.#size;
    if (place === last) return;
    const moved = this.#vms[last];
    const key = this.#keys[last];
    if (place > 0 && this.#isBefore(moved, key, (place - 1) >> 1)) this.#rise(place, moved, key);
    else this.#sink(place, moved, key);
  }

  clear(): void {
    this.#size = 0;
    this.#places.fill(OUTSIDE);
  }

  #isBefore(vm: number, key: number, place: number): boolean {
    return key < this.#keys[place] || (key === this.#keys[place] && vm < this.#vms[place]);
  }

  #put(place: number, vm: number, key: number): void {
    this.#vms[place] = vm;
    this.#keys[place] = key;
    this.#places[vm] = place;
  }

  #rise(from: number, vm: number, key: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(vm, key, parent)) break;
      this.#put(place, this.#vms[parent], this.#keys[parent]);
      place = parent;
    }
    this.#put(place, vm, key);
  }

  #sink(from: number, vm: number, key: number): void {
    let place = from;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isBefore(this.#vms[child + 1], this.#keys[child + 1], child)) child += 1;
      if (this.#isBefore(vm, key, child)) break;
      this.#put(place, this.#vms[child], this.#keys[child]);
      place = child;
    }
    this.#put(place, vm, key);
  }
}

/** A binary heap of VMs by an integer key, each VM at most once. The keys of the VMs inside differ. No allocation after construction. */
import { assert } from '../base/assert.ts';

export class VmHeap {
  readonly #vms: Int32Array;
  readonly #keys: Float64Array;
  readonly #inside: Uint8Array;
  #size = 0;

  constructor(vmCount: number) {
    this.#vms = new Int32Array(vmCount);
    this.#keys = new Float64Array(vmCount);
    this.#inside = new Uint8Array(vmCount);
  }

  get size(): number {
    return this.#size;
  }

  has(vm: number): boolean {
    return this.#inside[vm] !== 0;
  }

  push(vm: number, key: number): void {
    assert(this.#inside[vm] === 0, 'a VM is in the heap once');
    this.#inside[vm] = 1;
    let place = this.#size;
    this.#size += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#keys[parent] <= key) break;
      this.#vms[place] = this.#vms[parent];
      this.#keys[place] = this.#keys[parent];
      place = parent;
    }
    this.#vms[place] = vm;
    this.#keys[place] = key;
  }

  /** Takes out the VM with the smallest key. */
  pop(): number {
    assert(this.#size > 0, 'a heap is popped when it holds something');
    const first = this.#vms[0];
    this.#inside[first] = 0;
    this.#size -= 1;
    const vm = this.#vms[this.#size];
    const key = this.#keys[this.#size];
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#keys[child + 1] < this.#keys[child]) child += 1;
      if (this.#keys[child] >= key) break;
      this.#vms[place] = this.#vms[child];
      this.#keys[place] = this.#keys[child];
      place = child;
    }
    this.#vms[place] = vm;
    this.#keys[place] = key;
    return first;
  }

  clear(): void {
    this.#size = 0;
    this.#inside.fill(0);
  }
}

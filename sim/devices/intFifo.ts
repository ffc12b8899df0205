/** First in, first out, of numbers, as long as need be: doubles when it is full, otherwise allocates nothing. */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';

export class IntFifo implements Stateful<Float64Array> {
  #values = new Float64Array(64);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[(this.#head + this.#length) & (this.#values.length - 1)] = value;
    this.#length += 1;
  }

  first(): number {
    assert(this.#length > 0, 'a queue is looked at where it holds something');
    return this.#values[this.#head];
  }

  shift(): number {
    const value = this.first();
    this.#head = (this.#head + 1) & (this.#values.length - 1);
    this.#length -= 1;
    return value;
  }

  save(): Float64Array {
    return Float64Array.from({ length: this.#length }, (_, index) => this.#values[(this.#head + index) & (this.#values.length - 1)]);
  }

  restore(state: Float64Array): void {
    this.#head = 0;
    this.#length = 0;
    for (const value of state) this.push(value);
  }

  #grow(): void {
    const grown = new Float64Array(this.#values.length * 2);
    for (let index = 0; index < this.#length; index += 1) grown[index] = this.#values[(this.#head + index) & (this.#values.length - 1)];
    this.#values = grown;
    this.#head = 0;
  }
}

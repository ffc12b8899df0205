/**
 * Random numbers that are drawn anew for each step of a run: step 17 draws the same whether or not step 16 was taken. So steps can be left out of a failing
 * run without changing the others' draws. SplitMix32 (as in G. Steele, D. Lea, C. Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
 */
export class StepRandom {
  private state = 0;

  begin(seed: number, step: number): void {
    this.state = Math.imul(seed, 0x9e3779b1) ^ Math.imul(step, 0x85ebca6b);
    this.nextUint32();
    this.nextUint32();
  }

  nextUint32(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let hash = Math.imul(this.state ^ (this.state >>> 16), 0x21f0aaad);
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.nextUint32() / 0x1_0000_0000;
  }

  /** Uniform over 0 … bound − 1. */
  nextInt(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Uniform over from … to. */
  between(from: number, to: number): number {
    return from + this.nextInt(to - from + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.nextInt(choices.length)] as T;
  }
}

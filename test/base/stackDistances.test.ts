import { describe, expect, it } from 'vitest';
import { MissRatioCurve } from '../../sim/base/missRatioCurve.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { StackDistances } from '../../sim/base/stackDistances.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import { item } from '../support/item.ts';
import { describeWithTraces, traceChunks } from '../support/traces.ts';
import { requestOf } from '../support/requestOf.ts';

/** Newest last. */
class NaiveStack {
  readonly keys: number[] = [];

  use(key: number): number {
    const at = this.keys.lastIndexOf(key);
    const distance = at < 0 ? -1 : this.keys.length - 1 - at;
    if (at >= 0) this.keys.splice(at, 1);
    this.keys.push(key);
    return distance;
  }
}

describe('stack distances', () => {
  it('are the number of other keys since the last use', () => {
    const distances = new StackDistances();
    expect([7, 7, 9, 7, 8, 9].map((key) => distances.use(key))).toEqual([-1, 0, -1, 1, -1, 2]);
  });

  it.each([3, 40, 700])('agree with a list of %d keys, over many moves of the row, with removals and a restore in between', (keys) => {
    let distances = new StackDistances();
    const naive = new NaiveStack();
    const stream = new RandomStream(1, 'stack');
    for (let step = 0; step < 30_000; step++) {
      const key = stream.nextInt(keys) * 2 ** 40 + 5;
      if (stream.next() < 0.01) {
        const at = naive.keys.indexOf(key);
        if (at >= 0) naive.keys.splice(at, 1);
        expect(distances.remove(key)).toBe(at >= 0);
      } else {
        expect(distances.use(key)).toBe(naive.use(key));
      }
      if (step === 15_000) {
        const other = new StackDistances();
        other.restore(structuredClone(distances.save()));
        distances = other;
      }
    }
    expect(distances.keyCount).toBe(naive.keys.length);
  });

  it('need memory by keys, not by uses', () => {
    const distances = new StackDistances();
    for (let use = 0; use < 500_000; use++) distances.use(use % 1000);
    expect(distances.memoryBytes).toBeLessThan(100_000);
  });
});

describe('a curve of few bits', () => {
  it('is off by less than 1/2048 of the size', () => {
    const exact = new MissRatioCurve();
    const rough = new MissRatioCurve(12);
    for (let distance = 0; distance < 200_000; distance++) {
      exact.add(distance);
      rough.add(distance);
    }
    const sizes = [1, 100, 2047, 2048, 5000, 77_777, 199_999];
    for (const [i, ratio] of rough.missRatios(sizes).entries()) {
      expect(Math.abs(ratio - item(exact.missRatios(sizes), i))).toBeLessThanOrEqual(item(sizes, i) / 2048 / 200_000);
    }
  });
});

describeWithTraces('stack distances of a real trace', () => {
  it('give the miss ratios of the CloudPhysics sample (table E), to 1e-4', async () => {
    const trace = await readTrace(traceChunks('cloudPhysicsIO.vscsi'), { file: 'cloudPhysicsIO.vscsi', format: 'auto', as: 'reads', objectSizeBytes: 512 });
    const distances = new StackDistances();
    const curve = new MissRatioCurve();
    const request = requestOf();
    for (let index = 0; index < trace.count; index++) {
      trace.fill(index, request);
      curve.add(distances.use(request.offsetBytes / 512));
    }
    const expected = [1, 0.976421, 0.970607, 0.965681, 0.959024, 0.956934, 0.927015];
    const got = curve.missRatios([0, 1, 2, 3, 4, 5, 20]);
    for (const [i, ratio] of got.entries()) expect(Math.abs(ratio - item(expected, i))).toBeLessThan(1e-4);
    expect(Math.round(curve.missRatio(5000) * trace.count)).toBe(91_527); // LRU of table B
    expect(distances.keyCount).toBe(48_974);
  });
});

import { describe, expect, it } from 'vitest';
import { SpaceHistory } from '../../sim/oracle/spaceHistory.ts';
import { StepRandom } from '../fuzz/stepRandom.ts';
import { item } from '../support/item.ts';

const blocks = 12;

/** The whole space at every sequence, as plain arrays: nothing can be wrong with it. */
class Images {
  readonly images: number[][] = [Array.from({ length: blocks }, (_, block) => 1000 + block)];

  write(block: number, stamp: number): number {
    const image = [...item(this.images, this.images.length - 1)];
    image[block] = stamp;
    return this.images.push(image) - 1;
  }
}

function fill(history: SpaceHistory, images: Images, writes: number, random: StepRandom): void {
  for (let i = 0; i < writes; i++) {
    const block = random.nextInt(blocks);
    const stamp = 1 + random.nextInt(1e6);
    history.supersede(block, images.write(block, stamp), stamp);
  }
}

function expectState(history: SpaceHistory, images: Images, sequence: number): void {
  for (let block = 0; block < blocks; block++) expect(history.stampAt(block, sequence)).toBe(item(item(images.images, sequence), block));
}

describe('space history', () => {
  const random = new StepRandom();

  it('knows every state, back and forth', () => {
    random.begin(1, 1);
    const images = new Images();
    const history = new SpaceHistory((block) => 1000 + block);
    fill(history, images, 300, random);
    for (let sequence = 0; sequence <= 300; sequence += 7) expectState(history, images, sequence);
    const taken = history.takeAway(120);
    for (let block = 0; block < blocks; block++) expect(history.stamp(block)).toBe(item(item(images.images, 120), block));
    history.putBack(taken);
    expectState(history, images, 300);
  });

  it('forgets only what lies before', () => {
    random.begin(1, 2);
    const images = new Images();
    const history = new SpaceHistory((block) => 1000 + block);
    fill(history, images, 20_000, random);
    history.forget(15_000);
    for (let sequence = 15_000; sequence <= 20_000; sequence += 100) expectState(history, images, sequence);
    expect(history.save().journalSequences.length).toBeLessThanOrEqual(5_000);
  });

  it('keeps the wanted states when it is made smaller', () => {
    random.begin(1, 3);
    const images = new Images();
    const history = new SpaceHistory((block) => 1000 + block);
    fill(history, images, 10_000, random);
    expect(history.hasGrown).toBe(true);
    history.compact([10, 5_000], 9_900);
    for (const sequence of [10, 5_000, 9_900, 9_950, 10_000]) expectState(history, images, sequence);
    expect(history.hasGrown).toBe(false);
    const taken = history.takeAway(5_000);
    expectState(history, images, 5_000);
    history.putBack(taken);
    expectState(history, images, 10_000);
  });

  it('says which write made what is there', () => {
    const history = new SpaceHistory(() => 0);
    history.supersede(3, 5, 77);
    history.supersede(3, 9, 88);
    expect([history.sequence(3), history.sequence(4)]).toEqual([9, 0]);
    expect([history.stampOfVersion(3, 5), history.stampOfVersion(3, 6), history.stampOfVersion(3, 0)]).toEqual([77, -1, 0]);
    expect([history.hasWriteWithin(5, 8), history.hasWriteWithin(5, 9), history.hasWriteWithin(9, 99)]).toEqual([false, true, false]);
  });
});

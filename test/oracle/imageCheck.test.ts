/** The checker of images on histories made by hand. Contents are letters; block 0 begins as `a`, block 1 as `b`, block 2 as `c`. */
import { describe, expect, it } from 'vitest';
import { DiskHistory } from '../../sim/oracle/diskHistory.ts';
import { checkImage } from '../../sim/oracle/imageCheck.ts';
import type { ImageVerdict } from '../../sim/oracle/imageCheck.ts';

const stampOf = (letter: string): number => letter.charCodeAt(0);

/** `2=X` writes block 2; `01=Y` both blocks in one write; `flush`; `back 3`, `undo`. Write `n` is made at n µs and has 100·n bytes. */
function historyOf(steps: readonly string[], unacknowledged: readonly number[] = []): DiskHistory {
  const history = new DiskHistory((block) => stampOf('abc'[block] ?? '?'));
  let sequence = 0;
  for (const step of steps) {
    if (step === 'flush') history.flushed(sequence, sequence);
    else if (step === 'undo') history.undo();
    else if (step.startsWith('back ')) history.goTo(Number(step.slice(5)));
    else {
      const [blocks = '', letter = ''] = step.split('=');
      sequence++;
      history.endUndo();
      history.wrote(sequence, sequence * 1000, sequence * 100);
      for (const block of blocks) history.holds(Number(block), stampOf(letter));
      if (!unacknowledged.includes(sequence)) history.acknowledged(sequence);
    }
  }
  return history;
}

function check(history: DiskHistory, image: string): ImageVerdict {
  return checkImage(history, (block) => stampOf(image[block] ?? '?'), 10_000);
}

describe('image check', () => {
  const plain = ['0=p', '1=q', '0=r', '12=s'];

  it.each([
    ['abc', 0],
    ['pbc', 1],
    ['pqc', 2],
    ['rqc', 3],
    ['rss', 4],
  ])('knows %s as the state after write %i', (image, sequence) => {
    expect(check(historyOf(plain), image)).toMatchObject({ consistency: 'prefix', sequence, lostWrites: 4 - sequence });
  });

  it('counts lost writes, their bytes, and the time since the oldest', () => {
    expect(check(historyOf(plain), 'pqc')).toEqual({ consistency: 'prefix', sequence: 2, lostWrites: 2, lostBytes: 700, rpoNs: 7000, lostBlocks: 0 });
    expect(check(historyOf(plain), 'rss')).toMatchObject({ lostWrites: 0, lostBytes: 0, rpoNs: 0 });
  });

  it('does not count what was never acknowledged', () => {
    expect(check(historyOf(plain, [4]), 'rqc')).toMatchObject({ consistency: 'prefix', sequence: 3, lostWrites: 0, rpoNs: 0 });
  });

  it('calls any subset after the last flush barrier-consistent', () => {
    expect(check(historyOf(['0=p', 'flush', '1=q', '2=r']), 'pbr')).toMatchObject({
      consistency: 'barrier-consistent',
      sequence: -1,
      lostWrites: 1,
      rpoNs: 8000,
    });
  });

  it('calls an image torn in which a write before a flush is missing and one after it is there', () => {
    expect(check(historyOf(['0=p', '1=q', 'flush', '2=r']), 'pbr')).toMatchObject({ consistency: 'torn', lostWrites: 1, lostBytes: 200 });
    expect(check(historyOf(['0=p', '1=q', 'flush', '2=r']), 'aqc')).toMatchObject({ consistency: 'barrier-consistent' });
  });

  it('calls half an IO no prefix', () => {
    expect(check(historyOf(['01=p']), 'pbc')).toMatchObject({ consistency: 'barrier-consistent', lostWrites: 1 });
    expect(check(historyOf(['01=p', 'flush', '2=q']), 'pbq')).toMatchObject({ consistency: 'torn' });
  });

  it('calls a block torn that holds neither old nor new content, and counts its newest write as lost', () => {
    expect(check(historyOf(['0=p', '0=q']), '!bc')).toMatchObject({ consistency: 'torn', lostWrites: 1, lostBytes: 200 });
  });

  it('finds the point when the same content was written several times', () => {
    expect(check(historyOf(['0=x', '1=q', '0=y', '0=x']), 'xqc')).toMatchObject({ consistency: 'prefix', sequence: 4, lostWrites: 0 });
    expect(check(historyOf(['0=x', '1=q', '0=y', '0=x', '2=z']), 'xbc')).toMatchObject({ consistency: 'prefix', sequence: 1 });
  });

  it('judges by the history that a rollback left, and takes the array where it was before it', () => {
    const rolledBack = historyOf(['0=p', '1=q', 'back 1', '2=r']);
    expect(check(rolledBack, 'pbr')).toMatchObject({ consistency: 'prefix', sequence: 3, lostWrites: 0 });
    expect(check(rolledBack, 'pqc')).toMatchObject({ consistency: 'prefix', sequence: 1, lostWrites: 1 });
    expect(check(rolledBack, 'pqr')).toMatchObject({ consistency: 'torn' });
    expect(check(historyOf(['0=p', '1=q', 'back 0', 'undo']), 'pqc')).toMatchObject({ consistency: 'prefix', sequence: 2, lostWrites: 0 });
  });

  it('agrees with lo <= hi on every image of every small history', () => {
    for (let code = 0; code < 3 ** 5; code++) {
      const blocks = Array.from({ length: 5 }, (_, place) => Math.floor(code / 3 ** place) % 3);
      const history = historyOf(blocks.map((block, i) => `${String(block)}=${String.fromCharCode(65 + i)}`));
      const versions = [0, 1, 2].map((block) => [0, ...blocks.flatMap((written, i) => (written === block ? [i + 1] : []))]);
      for (const v0 of versions[0] ?? [])
        for (const v1 of versions[1] ?? [])
          for (const v2 of versions[2] ?? []) {
            const held = [v0, v1, v2];
            const lo = Math.max(...held);
            const hi = Math.min(...held.map((version, block) => (versions[block]?.find((next) => next > version) ?? Infinity) - 1));
            const image = held.map((version, block) => (version === 0 ? 'abc'[block] : String.fromCharCode(64 + version))).join('');
            expect(check(history, image).consistency === 'prefix').toBe(lo <= hi);
          }
    }
  });

  it('goes on from what was saved', () => {
    const history = historyOf(['0=p', '1=q', 'flush', '2=r', 'back 2']);
    const copy = new DiskHistory((block) => stampOf('abc'[block] ?? '?'));
    copy.restore(history.save());
    expect(check(copy, 'pbc')).toEqual(check(history, 'pbc'));
    copy.undo();
    expect(check(copy, 'pqr')).toMatchObject({ consistency: 'prefix', sequence: 3 });
  });
});

/** What crashes left, in words: one line for each image. */
import { consistencies, crashImages } from '../../sim/results/crashFigures.ts';
import type { CrashFigures, CrashImage } from '../../sim/results/crashFigures.ts';
import { readableCount, readableDuration } from './readable.ts';

export interface CrashOutcome {
  readonly image: CrashImage;
  /** `20 crashes: 18 prefix, 2 torn; RPO 1.2 s mean, 2 s max; …` */
  readonly text: string;
}

export function crashOutcomes(crashes: readonly CrashFigures[]): CrashOutcome[] {
  return crashImages.flatMap((image) => {
    const ofImage = crashes.filter((crash) => crash.image === image);
    return ofImage.length === 0 ? [] : [{ image, text: outcomeText(image, ofImage) }];
  });
}

function outcomeText(image: CrashImage, crashes: readonly CrashFigures[]): string {
  const mean = (of: (crash: CrashFigures) => number): number => crashes.reduce((sum, crash) => sum + of(crash), 0) / crashes.length;
  const max = (of: (crash: CrashFigures) => number): number => crashes.reduce((most, crash) => Math.max(most, of(crash)), 0);
  const kinds = consistencies.flatMap((kind) => {
    const count = crashes.filter(({ consistency }) => consistency === kind).length;
    return count === 0 ? [] : [count === crashes.length ? `all ${kind}` : `${String(count)} ${kind}`];
  });
  const loss =
    max(({ lostWrites }) => lostWrites) === 0
      ? 'nothing acknowledged is lost'
      : `RPO ${readableDuration(mean(({ rpoNs }) => rpoNs))} mean, ${readableDuration(max(({ rpoNs }) => rpoNs))} max; ${readableCount(mean(({ lostWrites }) => lostWrites))} acknowledged writes lost`;
  const rto = image === 'array' ? '' : `; RTO ${readableDuration(mean(({ rtoNs }) => rtoNs))} mean`;
  const sampled = crashes.every(({ source }) => source === 'sample') ? 'sampled ' : '';
  return `after ${readableCount(crashes.length)} ${sampled}${crashes.length === 1 ? 'crash' : 'crashes'}: ${kinds.join(', ')}; ${loss}${rto}`;
}

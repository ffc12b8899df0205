/** Crashes and samples of what a crash would leave: outcomes by what the server was doing, for each image. */
import { consistencies, crashImages, crashPhases } from '../../../sim/results/crashFigures.ts';
import type { CrashFigures, CrashImage } from '../../../sim/results/crashFigures.ts';
import type { DamageFigures } from '../../../sim/results/damageFigures.ts';
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { crashOutcomes } from '../../text/crashOutcomes.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import { readableBytes, readableCount, readableDuration, readableInstant } from '../../text/readable.ts';
import type { Section } from '../section.ts';
import { chartGrid } from './charts.ts';

const imageText: Readonly<Record<CrashImage, string>> = {
  array: 'The array alone: the server is gone for good',
  server: 'Flash and array: the server comes back and recovers',
};
/** Crashes of the timeline that are listed one by one. */
const listedMax = 200;

export const crashesSection: Section = {
  id: 'crashes',
  title: 'Crashes',
  shortTitle: 'Crashes',
  render({ result: { crashes, damage } }, view) {
    if (crashes.length === 0) return damage.lostAnswers + damage.lostVersions === 0 ? null : damageMarkup(damage);
    const lines = crashOutcomes(crashes).map(({ image, text }) => `<li><strong>${imageText[image]}</strong>: ${escapeHtml(text)}.</li>`);
    const tables = crashImages.map((image) =>
      byPhase(
        image,
        crashes.filter((crash) => crash.image === image),
      ),
    );
    return `<ul>${lines.join('')}</ul>
<p>A disk is a <em>prefix</em> when it is as it was at one point in time, <em>barrier-consistent</em> when at least nothing came before what a guest flush had put in front of it, else <em>torn</em>. RPO: the age of the oldest acknowledged write that is lost. Samples change nothing in the run.</p>
${damageMarkup(damage)}
${chartGrid(view, ['crashes-array', 'crashes-server']) ?? ''}${tables.join('')}${listed(crashes.filter(({ source }) => source === 'timeline'))}`;
  },
};

function damageMarkup({ lostVersions, lostAnswers }: DamageFigures): string {
  if (lostVersions + lostAnswers === 0) return '';
  return `<p>Damage to flash and array: ${readableCount(lostAnswers)} requests were answered as lost, ${readableCount(lostVersions)} versions of blocks were found lost on their way to the array or to the rollback log.</p>`;
}

function byPhase(image: CrashImage, crashes: readonly CrashFigures[]): string {
  const rows = crashPhases.flatMap((phase) => {
    const hit = crashes.filter((crash) => crash.phase === phase);
    if (hit.length === 0) return [];
    const mean = (of: (crash: CrashFigures) => number): number => hit.reduce((sum, crash) => sum + of(crash), 0) / hit.length;
    const most = (of: (crash: CrashFigures) => number): number => hit.reduce((max, crash) => Math.max(max, of(crash)), 0);
    return [
      [
        phase.replaceAll('-', ' '),
        readableCount(hit.length),
        ...consistencies.map((kind) => readableCount(hit.filter(({ consistency }) => consistency === kind).length)),
        readableCount(mean(({ lostWrites }) => lostWrites)),
        readableBytes(mean(({ lostBytes }) => lostBytes)),
        readableDuration(mean(({ rpoNs }) => rpoNs)),
        readableDuration(most(({ rpoNs }) => rpoNs)),
        ...(image === 'server' ? [readableDuration(mean(({ rtoNs }) => rtoNs))] : []),
      ],
    ];
  });
  const head = ['while the server did', 'crashes', 'prefix', 'barrier-consistent', 'torn', 'writes lost, mean', 'bytes, mean', 'RPO mean', 'RPO max'];
  return `<h3>${imageText[image]}</h3>${tableMarkup({ head: image === 'server' ? [...head, 'RTO mean'] : head, rows }, imageText[image])}`;
}

/** What recovery found damaged. */
function damageText({ image, damagedSegments, doubtfulSegments, cachesLost }: CrashFigures): string {
  const found = [
    ...(damagedSegments > 0 ? [`${readableCount(damagedSegments)} segments damaged`] : []),
    ...(doubtfulSegments > 0 ? [`${readableCount(doubtfulSegments)} in doubt`] : []),
    ...(cachesLost > 0 ? [`${readableCount(cachesLost)} caches lost`] : []),
  ];
  return image === 'array' ? '–' : found.length === 0 ? 'sound' : found.join(', ');
}

/** Those of the timeline. */
function listed(crashes: readonly CrashFigures[]): string {
  if (crashes.length === 0) return '';
  const rows = crashes
    .slice(0, listedMax)
    .map((crash) => [
      readableInstant(crash.atNs),
      crash.image === 'array' ? 'array alone' : 'flash and array',
      crash.phase.replaceAll('-', ' '),
      crash.consistency,
      readableCount(crash.lostWrites),
      readableCount(crash.lostBlocks),
      damageText(crash),
      readableDuration(crash.rpoNs),
      crash.image === 'array' ? '–' : readableDuration(crash.rtoNs),
    ]);
  const head = ['at', 'image', 'while the server did', 'consistency', 'writes lost', 'blocks lost to damage', 'the log', 'RPO', 'RTO'];
  return `<h3>Crashes of the timeline</h3>${tableMarkup({ head, rows }, 'Crashes of the timeline', new Set([0, 1, 2, 3, 6]))}`;
}

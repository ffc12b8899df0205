/**
 * What a comparison found, in three sentences: speed; what a crash would lose; how far back and at what wear. A figure that the runs do not have is said to be absent, and what stands in for it is named.
 *
 * A difference is told as one only where it is shown; the best mean is named as such, and who is not told apart from the baseline is said.
 */
import type { Comparison, VariantFigures } from '../../sim/results/comparisonResult.ts';
import { metricLabel } from '../text/metricLabels.ts';
import { readableChange, readableValue } from '../text/readable.ts';

export function comparisonFindings(found: Comparison): readonly [string, string, string] {
  return [speedSentence(found), lossSentence(found), windowSentence(found)];
}

/** Variants that have the metric, best mean first. */
export function ranked(found: Comparison, name: string): readonly VariantFigures[] {
  const metric = found.metrics.find((entry) => entry.name === name);
  const sign = metric?.better === 'higher' ? -1 : 1;
  return found.variants.filter(({ metrics }) => name in metrics).sort((one, other) => sign * (one.metrics[name]!.mean - other.metrics[name]!.mean));
}

export function metricText(found: Comparison, variant: VariantFigures, name: string): string {
  const unit = found.metrics.find((entry) => entry.name === name)?.unit ?? 'count';
  return readableValue(variant.metrics[name]?.mean ?? NaN, unit);
}

/** `+34 % against …`, where a percentage says little both values, or why there is no difference. Empty for the baseline. */
function againstBaseline(found: Comparison, variant: VariantFigures, name: string): string {
  const figures = variant.metrics[name];
  if (variant.name === found.baseline || figures?.verdict === null || figures === undefined) return '';
  if (figures.verdict === 'same') return `, the same as ${found.baseline} to the last bit`;
  if (!figures.significant) return `, no evidence of a difference to ${found.baseline}`;
  const { differenceRatio } = figures;
  if (differenceRatio === null) return '';
  const base = found.variants.find(({ name: own }) => own === found.baseline);
  const isTooFarForPercent = differenceRatio <= -0.95 || differenceRatio >= 9;
  return isTooFarForPercent && base !== undefined
    ? `, against ${metricText(found, base, name)} under ${found.baseline}`
    : `, ${readableChange(differenceRatio)} against ${found.baseline}`;
}

/** The best and whoever has the same mean: names, and what is said of the first of them. */
function leaders(found: Comparison, name: string): { names: string; first: VariantFigures; isOne: boolean } | null {
  const [first, ...rest] = ranked(found, name);
  if (first === undefined) return null;
  const tied = [first, ...rest.filter(({ metrics }) => metrics[name]!.mean === first.metrics[name]!.mean)];
  const names =
    tied.length === found.variants.length
      ? 'all variants'
      : tied.length > 4
        ? `${listed(tied.slice(0, 3).map((variant) => variant.name))} and ${String(tied.length - 3)} more`
        : listed(tied.map((variant) => variant.name));
  const base = tied.find((variant) => variant.name === found.baseline);
  return { names, first: base ?? first, isOne: tied.length === 1 };
}

function speedSentence(found: Comparison): string {
  const fastest = leaders(found, 'throughput');
  const quickest = leaders(found, 'writeP99');
  if (fastest === null) return 'Throughput was not among the metrics that were asked for.';
  const p99 = quickest === null ? '' : `99 % within ${metricText(found, quickest.first, 'writeP99')}${againstBaseline(found, quickest.first, 'writeP99')}`;
  const latency =
    quickest === null
      ? ''
      : quickest.names === fastest.names
        ? ` So ${fastest.isOne ? 'it is' : 'they are'} in answering writes: ${p99}.`
        : ` Writes are answered soonest under ${quickest.names}: ${p99}.`;
  return `Fastest ${fastest.isOne ? 'is' : 'are'} ${fastest.names} with ${metricText(found, fastest.first, 'throughput')}${againstBaseline(found, fastest.first, 'throughput')}.${undecided(found, fastest.names)}${latency}`;
}

/** Those that are not shown to be slower than the fastest. */
function undecided(found: Comparison, told: string): string {
  const [best, ...others] = found.best.find(({ metric }) => metric === 'throughput')?.variants ?? [];
  const names = others.filter((name) => !told.split(/, | and /).includes(name));
  return best === undefined || names.length === 0 || told === 'all variants' ? '' : ` No evidence that any of these is slower: ${listed(names)}.`;
}

function lossSentence(found: Comparison): string {
  const byLoss = ranked(found, 'rpoMean');
  if (byLoss.length === 0) {
    const [cleanest] = ranked(found, 'dirtyBlocks');
    const standIn =
      cleanest === undefined ? '' : `; the fewest blocks wait for the array under ${cleanest.name}, ${metricText(found, cleanest, 'dirtyBlocks')} on average`;
    return `What the loss of the server would lose is not known: no crashes were sampled in these runs${standIn}.`;
  }
  const safe = ranked(found, 'throughput').filter(({ metrics }) => metrics['rpoMean']?.mean === 0);
  const least = byLoss[0]!;
  const first =
    safe.length > 0
      ? `Nothing acknowledged is lost with the server under ${listed(safe.map(({ name }) => name))}${safe.length === 1 ? ', at' : `, of which ${safe[0]!.name} is the fastest with`} ${metricText(found, safe[0]!, 'throughput')}`
      : `Losing the server loses least under ${least.name}: ${metricText(found, least, 'rpoMean')} of acknowledged writes on average`;
  return `${first}${speedForLoss(found, safe[0] ?? least)}.`;
}

/** A step is told where it is faster by this. */
const stepMin = 0.01;

/** What losing more buys: from the variant that loses least on, each that is faster than all that lose less; then what is left beyond the last of them. */
function speedForLoss(found: Comparison, from: VariantFigures): string {
  const steps: VariantFigures[] = [];
  const speed = ({ metrics }: VariantFigures): number => metrics['throughput']?.mean ?? 0;
  const byLoss = ranked(found, 'rpoMean').filter((variant) => variant !== from);
  let last = from;
  for (const variant of byLoss) {
    if (speed(variant) < speed(last) * (1 + stepMin)) continue;
    steps.push(variant);
    last = variant;
  }
  if (byLoss.length === 0 || speed(from) === 0) return '';
  if (steps.length === 0) return '; losing more buys no speed';
  const texts = steps.map((step, index) => {
    const [loss, rate] = [metricText(found, step, 'rpoMean'), metricText(found, step, 'throughput')];
    return index === 0 ? `who may lose ${loss} gets ${rate} (${step.name})` : `${loss}: ${rate} (${step.name})`;
  });
  const beyond = Math.max(...byLoss.map(speed)) / speed(last) - 1;
  return `; ${listed(texts)}${beyond > 0 ? `; losing more than that buys at most ${readableChange(beyond)}` : ''}`;
}

function windowSentence(found: Comparison): string {
  const byWindow = ranked(found, 'window');
  const wear = ranked(found, 'flashLife').length > 0 ? 'flashLife' : 'flashBytes';
  const byWear = ranked(found, wear);
  const parts = [
    byWindow.length === 0
      ? 'The rollback window is not known'
      : spread(found, byWindow, 'window', 'The rollback window reaches farthest under', 'The rollback window'),
    byWear.length === 0
      ? 'what was written to flash is not known'
      : spread(
          found,
          byWear,
          wear,
          wear === 'flashLife' ? 'the flash lives longest under' : 'the flash is written least under',
          wear === 'flashLife' ? 'the life of the flash' : 'what is written to flash',
        ),
  ];
  const absent = wear === 'flashBytes' ? ' (its life is not known: this flash model has no wear)' : '';
  return `${parts.join('; ')}${absent}.`;
}

/** Best and worst, or that they are all alike. */
function spread(found: Comparison, order: readonly VariantFigures[], name: string, lead: string, subject: string): string {
  const worst = order.at(-1)!;
  const best = leaders(found, name)!;
  const [one, other] = [metricText(found, best.first, name), metricText(found, worst, name)];
  if (one === other) return `${subject} is ${one} under all`;
  return `${lead} ${best.names} (${one}), farthest from that is ${worst.name} (${other})`;
}

export function listed(names: readonly string[]): string {
  return names.length <= 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** Metrics of the question that these runs have no figure for, as they stand over a column. */
export function absentMetrics(found: Comparison, names: readonly string[]): string[] {
  return names.filter((name) => !found.variants.some(({ metrics }) => name in metrics)).map(metricLabel);
}

/**
 * A comparison for people: at its top what was found, then one table, then what is beaten by nothing.
 *
 * Few variants are told of in sentences, and each metric in full below; of many, the best of each metric. `--details` shows all.
 */
import { readableMetric } from '../../reports/text/readableMetric.ts';
import type { Comparison, VariantFigures } from '../results/comparisonResult.ts';
import { metrics } from '../experiment/metrics.ts';
import { changeText, percentText } from './changeText.ts';
import { compareDetails } from './compareDetails.ts';
import { compareTable } from './compareTable.ts';
import type { TextStyle } from './textStyle.ts';

type ShownMetric = Comparison['metrics'][number];

/** What is asked first: speed, latency, and what could be lost; of the last the first that the runs have. */
const headlines: readonly (readonly string[])[] = [['throughput'], ['writeP99'], ['rpoMean', 'dirtyBlocks']];
/** What the table leaves to the details, where the metrics were not chosen. */
const detailsOnly: readonly string[] = ['stallTime', 'arrayUtilisation'];
const fewVariants = 3;
/** More names than this are a number. */
const namedMax = 4;

export function compareText(found: Comparison, hasDetails: boolean, style: TextStyle): string {
  const shown = shownMetrics(found);
  const isFew = found.variants.length <= fewVariants;
  const head = `${style.bold(`${String(found.variants.length)} variants of ${found.scenario}`)}, ${String(found.replications)} replications each, seed ${String(found.seed)}; baseline ${found.baseline}`;
  const inTable = isChosen(found) ? shown : shown.filter(({ name }) => !detailsOnly.includes(name) && !(name === 'dirtyBlocks' && hasRpo(shown)));
  const isDetailed = hasDetails || isFew;
  const parts = [
    head,
    isFew ? sentences(shown, found) : bests(inTable, found, style),
    compareTable(inTable, found, style),
    ...(isDetailed ? shown.map((metric) => compareDetails(metric, found, style)) : []),
    ...fronts(found),
    footnote(found, isDetailed, style),
  ];
  return `${parts.join('\n\n').replaceAll('\u202f', ' ')}\n`;
}

function isChosen(found: Comparison): boolean {
  return found.metrics.length < metrics.length;
}

function hasRpo(shown: readonly ShownMetric[]): boolean {
  return shown.some(({ name }) => name === 'rpoMean');
}

/** Those that were chosen, or the main ones when none were; without what no variant has. */
function shownMetrics(found: Comparison): ShownMetric[] {
  const isMain = (name: string): boolean => metrics.some((metric) => metric.name === name && metric.isMain);
  return found.metrics.filter(({ name }) => (isChosen(found) || isMain(name)) && found.variants.some((variant) => name in variant.metrics));
}

function sentences(shown: readonly ShownMetric[], found: Comparison): string {
  const named = headlines.flatMap((headline) => shown.find(({ name }) => headline.includes(name)) ?? []);
  return (named.length > 0 ? named : shown.slice(0, 3)).map((metric) => sentence(metric, found)).join('\n');
}

function sentence(metric: ShownMetric, found: Comparison): string {
  const others = found.variants.filter(({ name }) => name !== found.baseline);
  const tell = (variant: VariantFigures): string => {
    const figures = variant.metrics[metric.name];
    return `${variant.name} ${figures === undefined ? '' : changeText(figures, metric)}`;
  };
  const size = (variant: VariantFigures): number => Math.abs(variant.metrics[metric.name]?.difference ?? 0);
  const of = (verdict: string): VariantFigures[] =>
    others.filter((variant) => variant.metrics[metric.name]?.verdict === verdict).sort((one, other) => size(other) - size(one));
  const [better, worse, same, none] = [of('better'), of('worse'), of('same'), of('no evidence of a difference')];
  const parts = [
    better.length > 0 ? `better than ${found.baseline}: ${better.map(tell).join(', ')}` : '',
    worse.length > 0 ? `worse${better.length > 0 ? '' : ` than ${found.baseline}`}: ${worse.map(tell).join(', ')}` : '',
    none.length > 0 ? `no evidence of a difference: ${names(none)}` : '',
    same.length > 0 ? `the same to the last bit: ${names(same)}` : '',
  ].filter((part) => part !== '');
  return `${metric.name} (${metric.summary}): ${parts.length === 0 ? 'nothing to compare' : parts.join('; ')}.`;
}

const names = (variants: readonly VariantFigures[]): string => variants.map(({ name }) => name).join(', ');

/** By metric, what none is shown to be better than. */
function bests(shown: readonly ShownMetric[], found: Comparison, style: TextStyle): string {
  const width = Math.max(...shown.map(({ name }) => name.length));
  const lines = shown.flatMap(({ name, unit, better }) => {
    const best = found.best.find(({ metric }) => metric === name);
    const [first = '', ...others] = best?.variants ?? [];
    if (best === undefined) return [];
    const value = found.variants.find((variant) => variant.name === first)?.metrics[name]?.mean ?? 0;
    const told =
      best.variants.length === best.of
        ? `no evidence of a difference between any of them (${readableMetric(value, unit)})`
        : `${style.bold(first)} ${readableMetric(value, unit)}${others.length === 0 ? '' : `; no evidence that it is better than ${listed(others)}`}`;
    return [`  ${name.padEnd(width)}  ${style.dim(better === 'higher' ? 'highest' : 'lowest ')}  ${told}`];
  });
  return ['The best of each metric', ...lines].join('\n');
}

function listed(variants: readonly string[]): string {
  const rest = variants.length - namedMax;
  return rest <= 1 ? variants.join(', ') : `${variants.slice(0, namedMax).join(', ')} and ${String(rest)} others`;
}

function fronts(found: Comparison): string[] {
  const lines = found.pareto.map(({ metrics: [one, other], variants }) => `  ${one} and ${other}: ${variants.join(', ')}`);
  return lines.length === 0 ? [] : [['Not beaten in both (Pareto)', ...lines].join('\n')];
}

function footnote(found: Comparison, isDetailed: boolean, style: TextStyle): string {
  const { warmup, precision, replications } = found;
  const from = warmup.foundBy === 'given' ? '' : ', found by MSER-5';
  const lines = [
    isDetailed
      ? `± and … : 95 % confidence intervals over ${String(replications)} replications (Student’s t; differences paired, same random numbers). p: paired t test, Holm’s correction over all metrics and variants; g: Hedges’ g.`
      : `Means of ${String(replications)} replications; differences paired (same random numbers), tested by t with Holm’s correction at 5 %. --details shows intervals, p values and effect sizes.`,
    `Measured from ${readableMetric(warmup.ns, 'ns')} on${from}.`,
    warmup.unsettled.length === 0
      ? ''
      : `The throughput of ${warmup.unsettled.join(', ')} had not settled within half of the run: a longer duration would tell more.`,
    precision === null
      ? ''
      : `Precision ${percentText(precision.relative).slice(1)}: ${precision.reached ? 'reached' : 'not reached in all metrics within the replications allowed'}.`,
  ];
  return lines
    .filter((line) => line !== '')
    .map((line) => style.dim(line))
    .join('\n');
}

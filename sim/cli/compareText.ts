/** A comparison for people: at its top what was found, in a sentence for each of the three metrics that matter most; below it a block for each metric. */
import { readableCount } from '../../reports/text/readable.ts';
import { readableMetric } from '../../reports/text/readableMetric.ts';
import type { Comparison, MetricFigures, VariantFigures } from '../experiment/comparison.ts';
import { metrics } from '../experiment/metrics.ts';

export interface TextStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

type ShownMetric = Comparison['metrics'][number];

/** What is asked first: speed, latency, and what could be lost; of the last the first that the runs have. */
const headlines: readonly (readonly string[])[] = [['throughput'], ['writeP99'], ['rpoMean', 'dirtyBlocks']];

export function compareText(found: Comparison, style: TextStyle): string {
  const shown = shownMetrics(found);
  const named = headlines.flatMap((names) => shown.find(({ name }) => names.includes(name)) ?? []);
  const head = `${style.bold(`${String(found.variants.length)} variants of ${found.scenario}`)}, ${String(found.replications)} replications each, seed ${String(found.seed)}; baseline ${found.baseline}`;
  const sentences = (named.length > 0 ? named : shown.slice(0, 3)).map((metric) => sentence(metric, found));
  const blocks = shown.map((metric) => block(metric, found, style));
  const parts = [head, sentences.join('\n'), ...blocks, ...fronts(found), footnote(found, style)];
  return `${parts.join('\n\n').replaceAll('\u202f', ' ')}\n`;
}

/** Those that were chosen, or the main ones when none were; without what no variant has. */
function shownMetrics(found: Comparison): ShownMetric[] {
  const isAll = found.metrics.length === metrics.length;
  const isMain = (name: string): boolean => metrics.some((metric) => metric.name === name && metric.isMain);
  return found.metrics.filter(({ name }) => (!isAll || isMain(name)) && found.variants.some((variant) => name in variant.metrics));
}

function sentence(metric: ShownMetric, found: Comparison): string {
  const others = found.variants.filter(({ name }) => name !== found.baseline);
  const tell = (variant: VariantFigures): string => {
    const figures = variant.metrics[metric.name];
    return `${variant.name} ${figures === undefined ? '' : change(figures, metric)}`;
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

function block(metric: ShownMetric, found: Comparison, style: TextStyle): string {
  const rows = found.variants.map((variant) => {
    const figures = variant.metrics[metric.name];
    if (figures === undefined) return { cells: [variant.name, 'no figure', ''], verdict: '' };
    const half = (figures.ciHigh - figures.ciLow) / 2;
    const cells = [variant.name, readableMetric(figures.mean, metric.unit), `± ${readableMetric(half, metric.unit)}`];
    return { cells, verdict: variant.name === found.baseline ? style.dim('baseline') : verdictText(figures, metric, style) };
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map(({ cells }) => (cells[column] ?? '').length)));
  const lines = rows.map(({ cells, verdict }) => {
    const [name = '', mean = '', half = ''] = cells;
    return `  ${name.padEnd(widths[0] ?? 0)}  ${mean.padStart(widths[1] ?? 0)} ${half.padEnd(widths[2] ?? 0)}  ${verdict}`.trimEnd();
  });
  return [`${style.bold(metric.name)}  ${style.dim(`${metric.summary}; ${metric.better} is better`)}`, ...lines].join('\n');
}

function verdictText(figures: MetricFigures, metric: ShownMetric, style: TextStyle): string {
  if (figures.verdict === null) return style.dim('the baseline has no figure');
  if (figures.verdict === 'same') return style.dim('the same to the last bit');
  const effect = figures.effectSize === null ? '' : `, g ${readableCount(Number(figures.effectSize.toPrecision(3)))}`;
  const test = `${change(figures, metric)} (${interval(figures, metric)})  p ${pText(figures.pValueAdjusted ?? 1)}${effect}`;
  const paint = figures.verdict === 'better' ? style.good : figures.verdict === 'worse' ? style.bad : style.dim;
  return `${paint(figures.verdict)}  ${test}`;
}

/** In percent of the baseline, or in the metric's unit where that is 0. */
function change(figures: MetricFigures, metric: ShownMetric): string {
  const { difference, differenceRatio } = figures;
  if (differenceRatio !== null) return percent(differenceRatio);
  return difference === null ? '' : signed(difference, metric.unit);
}

function interval({ difference, differenceRatio, differenceCiLow, differenceCiHigh }: MetricFigures, metric: ShownMetric): string {
  if (difference === null || differenceCiLow === null || differenceCiHigh === null) return '';
  if (differenceRatio === null || difference === 0) return `${signed(differenceCiLow, metric.unit)} … ${signed(differenceCiHigh, metric.unit)}`;
  const base = difference / differenceRatio;
  return `${percent(differenceCiLow / base)} … ${percent(differenceCiHigh / base)}`;
}

function signed(value: number, unit: string): string {
  return `${value < 0 ? '-' : '+'}${readableMetric(Math.abs(value), unit)}`;
}

/** Tenfold and more reads as a factor. */
function percent(ratio: number): string {
  if (ratio >= 9) return `×${readableCount(Number((1 + ratio).toPrecision(3)))}`;
  const value = Math.abs(ratio * 100);
  return `${ratio < 0 ? '-' : '+'}${value >= 100 ? readableCount(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} %`;
}

function pText(pValue: number): string {
  return pValue < 0.0001 ? '<0.0001' : pValue.toFixed(4);
}

function fronts(found: Comparison): string[] {
  const lines = found.pareto.map(({ metrics: [one, other], variants }) => `  ${one} and ${other}: ${variants.join(', ')}`);
  return lines.length === 0 ? [] : [['Not beaten in both (Pareto)', ...lines].join('\n')];
}

function footnote(found: Comparison, style: TextStyle): string {
  const { warmup, precision } = found;
  const from = warmup.foundBy === 'given' ? '' : ', found by MSER-5';
  const lines = [
    `± and … : 95 % confidence intervals over ${String(found.replications)} replications (Student’s t; differences paired, same random numbers). p: paired t test, Holm’s correction over all metrics and variants; g: Hedges’ g.`,
    `Measured from ${readableMetric(warmup.ns, 'ns')} on${from}.`,
    warmup.unsettled.length === 0
      ? ''
      : `The throughput of ${warmup.unsettled.join(', ')} had not settled within half of the run: a longer duration would tell more.`,
    precision === null
      ? ''
      : `Precision ${percent(precision.relative).slice(1)}: ${precision.reached ? 'reached' : 'not reached in all metrics within the replications allowed'}.`,
  ];
  return lines
    .filter((line) => line !== '')
    .map((line) => style.dim(line))
    .join('\n');
}

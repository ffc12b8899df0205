/** The options of `compare` that hold numbers, metrics and limits: read, or refused with what is allowed. */
import { metrics } from '../experiment/metrics.ts';
import type { Metric } from '../experiment/metrics.ts';
import type { RegressionLimit } from '../experiment/regression.ts';
import { nearMiss } from '../base/nearMiss.ts';
import { parseQuantity, quantityNeeded } from '../base/units.ts';
import { UsageError } from './usageError.ts';

export const compareFlags = {
  /** A whole number; the default when nothing was said. */
  count(option: string, text: string | undefined, range: { readonly min: number; readonly max: number; readonly normal: number }): number {
    if (text === undefined) return range.normal;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < range.min || value > range.max) {
      throw new UsageError(`${option}: is ${text}; a whole number from ${String(range.min)} to ${String(range.max)} is needed`);
    }
    return value;
  },

  /** `2%` as 0.02. */
  precision(text: string): number {
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
    const relative = Number(percent) / 100;
    if (percent === undefined || relative <= 0 || relative >= 1)
      throw new UsageError(`--precision: is ${text}; a percentage above 0% and below 100% is needed, such as 2%`);
    return relative;
  },

  /** Names in the order of the table; all when nothing was said. */
  metrics(text: string | undefined): string[] {
    if (text === undefined) return metrics.map(({ name }) => name);
    const asked = text.split(',').map((name) => metricOf('--metrics', name.trim()).name);
    return metrics.map(({ name }) => name).filter((name) => asked.includes(name));
  },

  /** `writeP99:+5%`. */
  failOn(text: string, compared: readonly string[]): RegressionLimit {
    const parts = /^(.*):([+-])(\d+(?:\.\d+)?)%$/.exec(text);
    if (parts === null)
      throw new UsageError(`--fail-on: is ${text}; METRIC:+5% is needed where lower is better, METRIC:-5% where higher is, such as writeP99:+5%`);
    const metric = metricOf('--fail-on', parts[1] ?? '');
    const sign = metric.better === 'lower' ? '+' : '-';
    if (parts[2] !== sign) {
      const word = sign === '+' ? 'a rise' : 'a fall';
      throw new UsageError(
        `--fail-on: is ${text}; of ${metric.name} ${metric.better} is better, so ${word} is a regression: write ${metric.name}:${sign}${parts[3] ?? ''}%`,
      );
    }
    if (!compared.includes(metric.name)) throw new UsageError(`--fail-on: ${metric.name} is not among the --metrics`);
    return { metric, change: (Number(parts[3]) / 100) * (sign === '+' ? 1 : -1) };
  },

  /** Null: to be found. */
  warmupNs(text: string): number | null {
    if (text === 'auto') return null;
    const parsed = parseQuantity(text, 'ns');
    if (parsed.ok && parsed.value >= 0) return parsed.value;
    throw new UsageError(`--warmup: is ${text}; auto is allowed, or ${parsed.ok ? quantityNeeded('ns') : parsed.allowed}`);
  },
};

function metricOf(option: string, name: string): Metric {
  const found = metrics.find((metric) => metric.name === name);
  if (found !== undefined) return found;
  const names = metrics.map((metric) => metric.name);
  const meant = nearMiss(name, names);
  throw new UsageError(
    `${option}: there is no metric ${name === '' ? '(empty)' : name}; there are ${names.join(', ')}${meant === null ? '' : `; did you mean ${meant}?`}`,
  );
}

/** A time series as CSV (RFC 4180): one row per instant, `timeNs` first, then `VM.metric` or `metric` per column. What has no value is empty. */
import { csvField } from './csvField.ts';
import type { SeriesTable } from '../../sim/results/series.ts';

export function seriesToCsv(series: SeriesTable): string {
  const head = ['timeNs', ...series.names.map((name, column) => (series.vms[column]! < 0 ? name : `${series.vmNames[series.vms[column]!]}.${name}`))];
  const lines = [head.map(csvField).join(',')];
  for (let row = 0; row < series.timesNs.length; row += 1) {
    let line = String(series.timesNs[row]);
    for (const column of series.columns) {
      const value = column[row];
      line += Number.isFinite(value) ? `,${String(value)}` : ',';
    }
    lines.push(line);
  }
  return `${lines.join('\r\n')}\r\n`;
}

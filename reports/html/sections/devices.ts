/** The devices: how busy they were, and how the laws that bind their figures came out. */
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { readableBytes, readableCount, readableDuration, readablePercent } from '../../text/readable.ts';
import type { CheckFigures, RunResult } from '../../../sim/results/runResult.ts';
import type { Section } from '../section.ts';
import { chartGrid } from './charts.ts';

export const devicesSection: Section = {
  id: 'devices',
  title: 'Devices',
  shortTitle: 'Devices',
  render({ result }, view) {
    const table = tableMarkup(
      {
        head: ['device', 'reads', 'writes', 'read', 'written', 'utilisation', 'operations in it'],
        rows: result.devices.map((device) => [
          device.name,
          readableCount(device.reads),
          readableCount(device.writes),
          readableBytes(device.bytesRead),
          readableBytes(device.bytesWritten),
          readablePercent(device.utilisation),
          readableCount(device.queueLengthMean),
        ]),
      },
      'Figures of the devices',
    );
    return `${table}${stationsTable(result)}${chartGrid(view, ['utilisation', 'queue']) ?? ''}`;
  },
};

/** What devices are made of, where their models say: links, controllers, disks. */
function stationsTable({ stations }: RunResult): string {
  if (stations.length === 0) return '';
  return tableMarkup(
    {
      head: ['device', 'station', 'places', 'operations', 'utilisation', 'operations in it', 'time in it'],
      rows: stations.map((station) => [
        station.device,
        station.name,
        readableCount(station.places),
        readableCount(station.operations),
        readablePercent(station.utilisation),
        readableCount(station.queueLengthMean),
        readableDuration(station.residenceMeanNs),
      ]),
    },
    'What the devices are made of',
    new Set([0, 1]),
  );
}

export const checksSection: Section = {
  id: 'checks',
  title: 'Checks',
  shortTitle: 'Checks',
  render({ result }) {
    if (result.checks.length === 0) return null;
    const table = tableMarkup(
      {
        head: ['law', 'what it says', 'expected', 'measured', 'allowed', 'result'],
        rows: result.checks.map((check) => [
          check.name,
          check.summary,
          readableCount(check.expected),
          readableCount(check.measured),
          allowed(check),
          check.passed ? 'holds' : 'FAILS',
        ]),
      },
      'Laws and how they came out',
      new Set([0, 1, 5]),
    );
    return `<p>Laws that the figures of every run must obey.</p>${table}`;
  },
};

/** A law that holds with less than it expects is a bound. */
function allowed(check: CheckFigures): string {
  if (check.passed && check.measured < check.expected * (1 - check.tolerance)) return 'at most';
  return check.tolerance < 0.0005 ? 'equal' : `± ${readablePercent(check.tolerance)}`;
}

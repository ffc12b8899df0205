/** The devices: how busy they were, and how the laws that bind their figures came out. */
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { readableBytes, readableCount, readablePercent } from '../../text/readable.ts';
import type { CheckFigures } from '../../../sim/results/runResult.ts';
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
    return `${table}${chartGrid(view, ['utilisation', 'queue']) ?? ''}`;
  },
};

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

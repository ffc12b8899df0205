/**
 * How evenly the VMs were served: Jain's index, 1 when all get the same, 1/n when one gets everything (Jain, Chiu and Hawe, 1984); and, where the run was asked for it, how much each is slowed
 * down by the others.
 */
import type { IoFigures, RunResult } from '../../../sim/results/runResult.ts';
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { readableDuration, readableValue } from '../../text/readable.ts';
import type { Section } from '../section.ts';

export const fairnessSection: Section = {
  id: 'fairness',
  title: 'Fairness between the VMs',
  shortTitle: 'Fairness',
  render({ result }) {
    const { vms, hypervisor } = result;
    if (vms.length < 2) return null;
    const weights = vms.map((_, number) => hypervisor.vms[number]?.ioWeight ?? 1);
    const isWeighted = new Set(weights).size > 1;
    const rows = [
      row(
        'requests per second',
        vms.map(({ iops }) => iops),
        vms,
      ),
      ...(isWeighted
        ? [
            row(
              'requests per second, by weight',
              vms.map(({ iops }, number) => iops / weights[number]!),
              vms,
            ),
          ]
        : []),
      row(
        'bytes per second',
        vms.map(({ bytesPerSecond }) => bytesPerSecond),
        vms,
      ),
      ...latencyRows(result),
    ];
    const table = tableMarkup({ head: ['of', 'Jain’s index', 'gets most', 'gets least', 'most ÷ least'], rows }, 'Fairness', new Set([0, 2, 3]));
    return `<p>1: all VMs get the same; ${(1 / vms.length).toFixed(2)}: one of them gets everything. VMs that ask for different things should not get the same.</p>${table}${slowdownMarkup(result)}`;
  },
};

/** Beside the others and alone. */
function slowdownMarkup({ slowdown }: RunResult): string {
  if (slowdown === null)
    return '<p>How much each is slowed down by the others, only a run of it alone would tell: <code>--set slowdown=true</code> makes these runs as well.</p>';
  const factor = (value: number | null): string => (value === null ? '–' : `${value.toFixed(2)} ×`);
  const rows = slowdown.vms.map((vm) => [
    vm.name,
    readableDuration(vm.latencyNs),
    readableDuration(vm.aloneLatencyNs),
    factor(vm.slowdown),
    readableValue(vm.aloneIops, 'perSecond'),
    factor(vm.throughputRatio),
  ]);
  const head = ['VM', 'mean latency', 'alone on the server', 'slowed down', 'requests alone', 'alone ÷ beside the others'];
  const unfairness =
    slowdown.unfairness === null
      ? ''
      : ` Unfairness, the largest over the smallest: <b>${slowdown.unfairness.toFixed(2)}</b>; 1 when all are slowed down alike.`;
  return `<h3>Slowed down by the others</h3><p>The same requests of each VM, alone on the server with all of the cache.${unfairness}</p>${tableMarkup({ head, rows }, 'Slowdowns')}`;
}

function latencyRows({ vms }: RunResult): string[][] {
  return (['read', 'write'] as const).flatMap((direction) => {
    const present = vms.filter(({ latencyNs }) => latencyNs[direction].count > 0);
    if (present.length < 2) return [];
    const means = present.map(({ latencyNs }) => latencyNs[direction].mean);
    const [longest, shortest] = extremes(present, means);
    const ratio = Math.max(...means) / Math.min(...means);
    return [
      [
        `mean latency of ${direction}s`,
        jain(means).toFixed(3),
        `${longest} (${readableDuration(Math.max(...means))})`,
        `${shortest} (${readableDuration(Math.min(...means))})`,
        Number.isFinite(ratio) ? ratio.toFixed(2) : '–',
      ],
    ];
  });
}

function row(name: string, values: readonly number[], vms: readonly IoFigures[]): string[] {
  const [most, least] = extremes(vms, values);
  const ratio = Math.max(...values) / Math.min(...values);
  return [name, jain(values).toFixed(3), most, least, Number.isFinite(ratio) ? ratio.toFixed(2) : '–'];
}

function extremes(vms: readonly { readonly name: string }[], values: readonly number[]): readonly [string, string] {
  const at = (value: number): string => vms[values.indexOf(value)]?.name ?? '';
  return [at(Math.max(...values)), at(Math.min(...values))];
}

/** (Σx)² / (n Σx²); 1 where nobody gets anything. */
export function jain(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  return squares === 0 ? 1 : (sum * sum) / (values.length * squares);
}

/** The sections of a report, in their order. A new section is one file in `sections/` and one line here. */
import type { Section } from './section.ts';
import { byVmSection, latencyTable } from './sections/byVm.ts';
import { chartGrid } from './sections/charts.ts';
import { crashesSection } from './sections/crashes.ts';
import { checksSection, devicesSection } from './sections/devices.ts';
import { fairnessSection } from './sections/fairness.ts';
import { flashSection } from './sections/flash.ts';
import { foundSection } from './sections/found.ts';
import { hypervisorSection } from './sections/hypervisor.ts';
import { originSection } from './sections/origin.ts';
import { portionsSection } from './sections/portions.ts';
import { rollbacksSection } from './sections/rollbacks.ts';
import { workloadSection } from './sections/workload.ts';

export const sectionTable: readonly Section[] = [
  foundSection,
  { id: 'throughput', title: 'Throughput over time', shortTitle: 'Throughput', render: (_input, view) => chartGrid(view, ['throughput', 'bandwidth']) },
  byVmSection,
  {
    id: 'latency',
    title: 'Latency',
    shortTitle: 'Latency',
    render: ({ result }, view) =>
      `${latencyTable(result.vms, result.total)}${chartGrid(view, ['latency-read', 'latency-write', 'read-p99', 'write-p99']) ?? ''}`,
  },
  rollbacksSection,
  crashesSection,
  { id: 'cache', title: 'Dirty blocks, log and window', shortTitle: 'Log and window', render: (_input, view) => chartGrid(view, ['window', 'dirty', 'log']) },
  hypervisorSection,
  fairnessSection,
  portionsSection,
  flashSection,
  devicesSection,
  workloadSection,
  checksSection,
  originSection,
];

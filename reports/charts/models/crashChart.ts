/** Outcomes of crashes by what the server was doing, for one image: `array` (the server is gone for good) or `server` (it comes back). */
import { consistencies, crashPhases } from '../../../sim/results/crashFigures.ts';
import type { CrashImage } from '../../../sim/results/crashFigures.ts';
import type { BarChartModel } from '../chartModel.ts';
import { consistencyInk } from '../palette.ts';
import type { RunView } from '../runView.ts';
import { stackChart } from './stackChart.ts';

/** Null where there were no crashes. */
export function crashChart({ result }: RunView, image: CrashImage): BarChartModel | null {
  const crashes = result.crashes.filter((crash) => crash.image === image);
  const phases = crashPhases.filter((phase) => crashes.some((crash) => crash.phase === phase));
  return stackChart({
    id: `crashes-${image}`,
    title: image === 'array' ? 'What the array holds when the server is gone' : 'What the server comes back with',
    note: 'Crashes by what the server was doing, and by how consistent the disks were.',
    axis: { title: 'crashes', unit: 'count', scale: 'linear' },
    categories: phases.map((phase) => phase.replaceAll('-', ' ')),
    parts: consistencies.map((kind) => ({
      label: kind,
      ink: consistencyInk(kind),
      values: phases.map((phase) => crashes.filter((crash) => crash.phase === phase && crash.consistency === kind).length),
    })),
  });
}

/** Sections of a run's report that compute something of their own. */
import { describe, expect, it } from 'vitest';
import { crashChart } from '../../reports/charts/models/crashChart.ts';
import { viewRun } from '../../reports/charts/runView.ts';
import { fairnessSection, jain } from '../../reports/html/sections/fairness.ts';
import { workloadSection } from '../../reports/html/sections/workload.ts';
import { workloadText } from '../../reports/text/workloadText.ts';
import { noLoss } from '../../sim/results/crashFigures.ts';
import type { CrashFigures } from '../../sim/results/crashFigures.ts';
import { runFixture } from '../support/runFixture.ts';

const { result, series, rollbacks } = runFixture(40);
const view = viewRun(result, series);
const origin = {
  version: '',
  repeatCommand: '',
  scenario: { vms: [{ name: result.vms[0]!.name, workloads: [{ kind: 'paced', type: 'oltp', space: 'disk', pacing: { type: 'poisson' } }] }] },
  summary: '',
  machine: {},
};
const input = { result, series, rollbacks, origin };

describe('fairness', () => {
  it('is 1 when all get the same, and 1/n when one gets everything', () => {
    expect(jain([5, 5, 5, 5])).toBe(1);
    expect(jain([8, 0, 0, 0])).toBe(0.25);
    expect(jain([1, 2, 3])).toBeCloseTo(36 / 42, 12);
    expect(jain([0, 0])).toBe(1);
  });

  it('names who gets most and least, and is silent about a VM alone', () => {
    const html = fairnessSection.render(input, view)!;
    const iops = result.vms.map((vm) => vm.iops);
    expect(html).toContain(result.vms[iops.indexOf(Math.max(...iops))]!.name);
    expect(html).toContain(jain(iops).toFixed(3));
    expect(fairnessSection.render({ ...input, result: { ...result, vms: result.vms.slice(0, 1) } }, view)).toBeNull();
  });
});

describe('the workload', () => {
  it('says what each VM is told to do', () => {
    expect(workloadSection.render(input, view)).toContain('oltp on disk, poisson');
    const phases = {
      kind: 'phases',
      phases: [{ workload: { kind: 'paced', type: 'boot', space: 'disk' } }, { workload: null }, { workload: { kind: 'fio', file: 'a.fio', job: 'x' } }],
    };
    expect(workloadText(phases)).toBe('boot on disk, then pause, then fio a.fio, job x');
    expect(workloadText({ kind: 'parallel', workloads: [{ workload: { kind: 'paced', type: 'zipf' } }, { workload: { kind: 'new' } }] })).toBe('zipf and new');
  });
});

describe('crashes', () => {
  it('counts outcomes by phase for each image', () => {
    const crash = (phase: CrashFigures['phase'], image: CrashFigures['image'], consistency: CrashFigures['consistency']): CrashFigures => ({
      atNs: 1,
      image,
      consistency,
      lostWrites: 0,
      lostBytes: 0,
      rpoNs: 0,
      rtoNs: 0,
      ...noLoss,
      checked: true,
      phase,
      source: 'sample',
      logBytes: 0,
      logEntries: 0,
    });
    const crashes = [
      crash('destage', 'array', 'torn'),
      crash('destage', 'array', 'prefix'),
      crash('write', 'array', 'torn'),
      crash('write', 'server', 'prefix'),
    ];
    const chart = crashChart({ ...view, result: { ...result, crashes } }, 'array')!;
    expect(chart.categories).toEqual(['write', 'destage']);
    expect(chart.parts.map(({ label, values }) => [label, ...values])).toEqual([
      ['prefix', 0, 1],
      ['torn', 1, 1],
    ]);
    expect(crashChart({ ...view, result: { ...result, crashes: [] } }, 'array')).toBeNull();
  });
});

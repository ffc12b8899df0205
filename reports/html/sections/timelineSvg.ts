/** The run as lanes, one per VM: bookmarks as flags, stalls shaded, and for each rollback the span of writes that it took away, ended by the instant at which it was asked. */
import type { RollbackTrace } from '../../../sim/results/rollbackTrace.ts';
import type { RunResult } from '../../../sim/results/runResult.ts';
import { axisUnit } from '../../charts/axisUnit.ts';
import { markPaths } from '../../charts/chartMarkup.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import { readableInstant } from '../../text/readable.ts';

const width = 1112;
const left = 110;
const right = 24;
const laneHeight = 40;
const lanesMax = 12;

/** Empty when nothing happened that could be shown. `inkOf` gives a VM its colour. */
export function timelineSvg(result: RunResult, traces: readonly RollbackTrace[], inkOf: (vm: string) => number): string {
  const touched = new Set([...result.rollbacks.map(({ vm }) => vm), ...result.bookmarks.filter(({ name }) => name !== null).map(({ vm }) => vm)]);
  const vms = result.vms
    .map(({ name }) => name)
    .filter((name) => touched.has(name))
    .slice(0, lanesMax);
  if (vms.length === 0) return '';
  const x = (atNs: number): number => Math.round((left + (atNs / result.simulatedNs) * (width - left - right)) * 10) / 10;
  const height = vms.length * laneHeight + 30;
  const parts: string[] = [];
  if (result.warmupNs > 0) parts.push(`<rect class="shade" x="${x(0)}" y="4" width="${x(result.warmupNs) - x(0)}" height="${height - 30}"/>`);
  vms.forEach((vm, lane) => {
    const y = lane * laneHeight + 28;
    parts.push(
      `<text x="0" y="${y + 4}">${escapeHtml(vm.length > 15 ? `${vm.slice(0, 14)}…` : vm)}</text><line class="lane" x1="${x(0)}" x2="${x(result.simulatedNs)}" y1="${y}" y2="${y}"/>`,
    );
    for (const stall of result.stalls.filter((entry) => entry.vm === vm))
      parts.push(`<rect class="stall" x="${x(stall.fromNs)}" y="${y - 5}" width="${Math.max(1, x(stall.toNs) - x(stall.fromNs))}" height="10"/>`);
    for (const trace of traces.filter((entry) => entry.vm === vm && entry.kind === 'rollback' && !entry.refused)) {
      const oldestNs = undoneSinceNs(trace, result);
      if (oldestNs !== null && oldestNs < trace.atNs)
        parts.push(
          `<rect class="undone" style="--ink:var(--line-${inkOf(vm) % 8})" x="${x(oldestNs)}" y="${y - 5}" width="${Math.max(1, x(trace.atNs) - x(oldestNs))}" height="10" rx="2"><title>${escapeHtml(`${vm}: taken back to ${trace.target}, ${trace.blocksRestored} blocks`)}</title></rect>`,
        );
    }
    const marks = [
      ...result.bookmarks
        .filter((entry) => entry.vm === vm && entry.name !== null)
        .map((entry) => ({ kind: 'bookmark' as const, atNs: entry.atNs, label: `bookmark ${entry.name ?? ''} (${entry.state})` })),
      ...result.rollbacks
        .filter((entry) => entry.vm === vm)
        .map((entry) => ({
          kind: entry.refused ? ('refused' as const) : entry.kind,
          atNs: entry.atNs,
          label: `${entry.kind} to ${entry.target}${entry.refused ? ', refused' : ''}`,
        })),
    ];
    for (const mark of marks.slice(0, 100))
      parts.push(
        `<path class="mark" transform="translate(${x(mark.atNs) - 5} ${y - 17})" d="${markPaths[mark.kind]}"><title>${escapeHtml(`${readableInstant(mark.atNs)}, ${vm}: ${mark.label}`)}</title></path>`,
      );
  });
  const unit = axisUnit('time', result.simulatedNs);
  const step = roundStep(result.simulatedNs / unit.factor / 6);
  for (let tick = 0; tick * step * unit.factor <= result.simulatedNs; tick += 1) {
    const atNs = tick * step * unit.factor;
    parts.push(`<text x="${x(atNs)}" y="${height - 6}" text-anchor="middle">${Number((atNs / unit.factor).toPrecision(3))} ${unit.label}</text>`);
  }
  const label = `Timeline of ${vms.join(', ')}: ${result.rollbacks.length} rollbacks and undos, listed in the table below.`;
  return `<div class="scroll" role="region" aria-label="Timeline" tabindex="0"><svg class="timeline" style="min-width:900px" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">${parts.join('')}</svg></div>
<ul class="legend"><li class="key">${markKey('bookmark')}bookmark</li><li class="key">${markKey('rollback')}rollback</li><li class="key">${markKey('undo')}undo</li><li class="key">${markKey('refused')}refused</li><li class="key"><i class="band" style="background:color-mix(in srgb,var(--accent) 24%,transparent);border-color:var(--accent)"></i>taken away by a rollback</li>${result.stalls.length > 0 ? '<li class="key"><i class="band stall"></i>stall</li>' : ''}</ul>`;
}

function markKey(kind: keyof typeof markPaths): string {
  return `<svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true"><path d="${markPaths[kind]}"/></svg>`;
}

/** The instant that it went back to: the bookmark's, the time that was asked for, else that of the oldest write in its trace. Null when none is known. */
function undoneSinceNs(trace: RollbackTrace, result: RunResult): number | null {
  const bookmark = result.bookmarks.find((entry) => entry.vm === trace.vm && trace.target === `bookmark ${entry.name ?? ''}`);
  if (bookmark !== undefined) return bookmark.atNs;
  const asked = /^time ([\d.]+) s$/.exec(trace.target);
  if (asked !== null) return Number(asked[1]) * 1e9;
  return trace.entries.length === 0 ? null : trace.entries.reduce((oldest, entry) => Math.min(oldest, entry.timeNs), trace.atNs);
}

/** The smallest of 1, 2, 5, 10, 20, … (and their tenths) that is at least `least`. */
function roundStep(least: number): number {
  let power = 1e-9;
  while (power * 10 <= least) power *= 10;
  return [1, 2, 5, 10].map((factor) => Number((factor * power).toPrecision(6))).find((step) => step >= least) ?? least;
}

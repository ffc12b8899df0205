/**
 * One sweep from its text to its folder: plan, run what is not there yet on all cores, write, tell.
 *
 * Everything that can be wrong with the call is found before the first run. An interrupt, or the end of the process in whatever way, keeps the runs that are finished.
 */
import pc from 'picocolors';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ReplicationTask } from '../experiment/experimentPlan.ts';
import { renderSweep } from '../../reports/report.ts';
import { runSweep } from '../experiment/runSweep.ts';
import type { SweepRun, SweepRuns } from '../experiment/runSweep.ts';
import { sweepPlan } from '../experiment/sweepPlan.ts';
import type { SweepPlan } from '../experiment/sweepPlan.ts';
import { sweepResult } from '../experiment/sweepResult.ts';
import { sweepToParquet } from '../results/sweepParquet.ts';
import { cellName } from '../results/sweepResult.ts';
import type { SweepResult } from '../results/sweepResult.ts';
import type { OracleMode } from '../scenario/scenario.ts';
import type { CommonOptions, SetOption } from './commandOptions.ts';
import { compareFlags } from './compareFlags.ts';
import { CompareProgress } from './compareProgress.ts';
import { ExitStatus } from './exitStatus.ts';
import { shellWord, thisMachine } from './manifest.ts';
import { sweepOrigin } from './experimentOrigin.ts';
import { productVersion } from './productVersion.ts';
import { readSweepSource } from './readSweepSource.ts';
import { WorkerPool } from './replicationPool.ts';
import { defaultOutFolder, prepareOutFolder, shortPath } from './runFolder.ts';
import type { RunFile } from './runFolder.ts';
import { readSweepText } from './shippedScenarios.ts';
import { writeSweepFolder } from './sweepFolder.ts';
import { checkSweepInputs } from './sweepInputs.ts';
import { RunStore } from './sweepStore.ts';
import type { SweepManifest } from './sweepManifest.ts';
import { sweepText } from './sweepText.ts';
import type { Terminal } from './terminal.ts';

export interface SweepOptions extends CommonOptions {
  readonly set?: readonly SetOption[];
  readonly jobs?: string;
  readonly oracle?: OracleMode;
}

export interface SweepCall {
  /** Of the sweep, as typed. */
  readonly name: string;
  readonly options: SweepOptions;
  readonly terminal: Terminal;
  readonly words: readonly string[];
}

/** A sweep that was run to its end, and where its files are. */
export interface FinishedSweep {
  readonly result: SweepResult;
  readonly counts: SweepRuns['counts'];
  readonly folder: string;
}

const jobsMax = 256;

/** Returns the exit status. */
export async function sweepScenario(call: SweepCall): Promise<number> {
  const finished = await finishSweep(call);
  if (finished === null) return ExitStatus.Interrupted;
  tell(call, finished);
  return sweepStatus(call.terminal, finished.result);
}

/** Null: interrupted, and said so. */
export async function finishSweep(call: SweepCall): Promise<FinishedSweep | null> {
  const { options, terminal } = call;
  const startedAt = new Date().toISOString();
  const jobs = compareFlags.count('--jobs', options.jobs, { min: 1, max: jobsMax, normal: availableParallelism() });
  const plan = await prepare(call);
  const inputsSha256 = await checkSweepInputs(
    plan.cells.map(({ scenario }) => scenario),
    terminal.folder,
    (cell) => `cell ${nameOfCell(plan, cell)}`,
  );
  const outFolder = await prepareOutFolder(options.out ?? defaultOutFolder, terminal.folder);
  const startMs = terminal.nowMs();
  const done = await runAll(call, plan, new RunStore(outFolder, inputsSha256), Math.min(jobs, plan.cells.length * plan.seeds.length));
  const runs = wholeRuns(done);
  if (runs === null) {
    const { kept, done: now, total } = done.counts;
    terminal.err.write(`hindcast: interrupted; ${String(kept + now)} of ${String(total)} runs are finished and kept: the same command goes on from there\n`);
    return null;
  }
  const result = sweepResult(plan, runs);
  const wallSeconds = (terminal.nowMs() - startMs) / 1000;
  const planSha256 = createHash('sha256').update(JSON.stringify(plan)).digest('hex');
  const manifest = manifestOf({ call, plan, planSha256, startedAt, wallSeconds, runsDone: done.counts.done });
  const files: RunFile[] = [
    { name: 'sweep.json', content: jsonText(result) },
    { name: 'results.parquet', content: sweepToParquet(result) },
    { name: 'manifest.json', content: jsonText(manifest) },
    { name: 'report.html', content: await renderSweep({ found: result, origin: sweepOrigin(manifest, result) }) },
  ];
  const folder = await writeSweepFolder(outFolder, `sweep-${plan.name}-${String(plan.seeds[0])}`, planSha256, files);
  return { result, counts: done.counts, folder };
}

async function prepare({ name, options, terminal }: SweepCall): Promise<SweepPlan> {
  const { file, source, name: ownName } = await readSweepSource(await readSweepText(name, terminal), terminal);
  const sets = (options.set ?? []).map((set) => ({ ...set, cwdRelative: true }));
  return sweepPlan(file, source, ownName, { sets, seed: options.seed ?? null, oracle: options.oracle ?? 'off' });
}

async function runAll(call: SweepCall, plan: SweepPlan, store: RunStore, jobs: number): Promise<SweepRuns> {
  const { options, terminal } = call;
  const isShown = options.quiet !== true && (terminal.err.isTerminal || options.json !== true);
  const progress = isShown ? new CompareProgress(terminal) : null;
  const repeat = ({ variant, scenario }: ReplicationTask): string =>
    `npx hindcast sweep ${shellWord(call.name)}   (its cell ${nameOfCell(plan, variant)}, seed ${String(scenario.seed)})`;
  const pool = new WorkerPool({ jobs, folder: terminal.folder, repeat });
  let isStopped = false;
  const removeListener = terminal.onInterrupt(() => {
    isStopped = true;
    pool.stop();
  });
  try {
    return await runSweep(plan, pool, store, {
      isStopped: () => isStopped,
      progress: ({ kept, done, total }) => progress?.update(done, total - kept, kept),
    });
  } finally {
    progress?.clear();
    removeListener();
    await pool.close();
  }
}

function nameOfCell(plan: SweepPlan, cell: number): string {
  const found = plan.cells[cell];
  return found === undefined ? '' : cellName(plan, found);
}

function wholeRuns({ runs }: SweepRuns): SweepRun[][] | null {
  const whole = runs.map((ofCell) => ofCell.filter((run) => run !== null));
  return whole.every((ofCell, cell) => ofCell.length === runs[cell]?.length) ? whole : null;
}

interface SweepFacts {
  readonly call: SweepCall;
  readonly plan: SweepPlan;
  readonly planSha256: string;
  readonly startedAt: string;
  readonly wallSeconds: number;
  readonly runsDone: number;
}

function manifestOf({ call, plan, planSha256, startedAt, wallSeconds, runsDone }: SweepFacts): SweepManifest {
  return {
    kind: 'hindcast-sweep-manifest',
    schemaVersion: 1,
    ...productVersion(),
    repeat: ['npx', 'hindcast', ...call.words].map(shellWord).join(' '),
    workingFolder: call.terminal.folder,
    startedAt,
    wallSeconds,
    runs: plan.cells.length * plan.seeds.length,
    runsDone,
    machine: thisMachine(),
    planSha256,
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function tell({ options, terminal }: SweepCall, { result, counts, folder }: FinishedSweep): void {
  const place = shortPath(folder, terminal.folder);
  if (options.json === true) {
    terminal.out.write(jsonText(result));
    if (options.quiet !== true) terminal.err.write(`results in ${place}\n`);
    return;
  }
  if (options.quiet === true) return;
  const colors = pc.createColors(terminal.out.hasColors);
  const kept = counts.kept === 0 ? '' : ` (${String(counts.kept)} of ${String(counts.total)} runs were there already)`;
  terminal.out.write(
    `${sweepText(result, { bold: colors.bold, dim: colors.dim })}\nresults   ${place}${kept}\nreport    ${shortPath(join(folder, 'report.html'), terminal.folder)}\n`,
  );
}

/** Says what is wrong, and what the program ends with. */
export function sweepStatus(terminal: Terminal, { unsound, cells, axes }: SweepResult): number {
  for (const { cell, seed, violations, failedChecks } of unsound) {
    const found = cells[cell];
    const name = found === undefined ? '' : cellName({ axes }, found);
    const laws = failedChecks.length === 0 ? '' : `; laws not obeyed: ${failedChecks.join(', ')}`;
    terminal.err.write(`hindcast: ${name} with seed ${String(seed)} was not sound: ${String(violations)} violations${laws}\n`);
  }
  return unsound.length > 0 ? ExitStatus.FoundWrong : ExitStatus.Done;
}

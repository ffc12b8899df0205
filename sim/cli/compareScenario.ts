/**
 * One comparison from the scenario's text to its folder: plan, run on all cores, compare, write, tell.
 *
 * Everything that can be wrong with the call is found before the first run. An interrupt keeps the replications that every variant has finished, and says that they are not all.
 */
import pc from 'picocolors';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { renderComparison } from '../../reports/report.ts';
import { comparison } from '../experiment/comparison.ts';
import type { Comparison } from '../results/comparisonResult.ts';
import type { ExperimentPlan, ReplicationTask } from '../experiment/experimentPlan.ts';
import { runExperiment } from '../experiment/runExperiment.ts';
import type { ExperimentRuns } from '../experiment/runExperiment.ts';
import { isSweepText } from '../experiment/sweepFile.ts';
import { loadInputs } from '../scenario/loadInputs.ts';
import { compareFlags } from './compareFlags.ts';
import { parseCompareManifest, planSha256 } from './compareManifest.ts';
import type { CompareManifest } from './compareManifest.ts';
import { comparePlan } from './comparePlan.ts';
import type { AskedComparison, CompareOptions } from './comparePlan.ts';
import { CompareProgress } from './compareProgress.ts';
import { compareText } from './compareText.ts';
import { comparisonOrigin } from './experimentOrigin.ts';
import { ExitStatus } from './exitStatus.ts';
import { shellWord, thisMachine } from './manifest.ts';
import { productVersion } from './productVersion.ts';
import { readSweepSource } from './readSweepSource.ts';
import { WorkerPool } from './replicationPool.ts';
import { requireMemory } from './requireMemory.ts';
import { defaultOutFolder, prepareOutFolder, shortPath, writeRunFolder } from './runFolder.ts';
import type { RunFile } from './runFolder.ts';
import { readSweepText } from './shippedScenarios.ts';
import type { Terminal } from './terminal.ts';
import { TraceOpener } from './traceOpener.ts';
import { UsageError } from './usageError.ts';

export interface CompareCall {
  /** Of the scenario, as typed. */
  readonly name: string;
  readonly options: CompareOptions;
  readonly terminal: Terminal;
  readonly words: readonly string[];
}

interface PreparedComparison extends AskedComparison {
  readonly repeated: CompareManifest | null;
  /** What names of traces count from. */
  readonly folder: string;
  /** A sweep was given, which says itself what is varied. */
  readonly isSweep: boolean;
}

const replicationsEnough = 10;
const jobsMax = 256;

/** Returns the exit status. */
export async function compareScenario(call: CompareCall): Promise<number> {
  const { options, terminal } = call;
  const startedAt = new Date().toISOString();
  const jobs = compareFlags.count('--jobs', options.jobs, { min: 1, max: jobsMax, normal: availableParallelism() });
  const prepared = await prepare(call);
  const { plan } = prepared;
  await checkInputs(plan, prepared.folder);
  const outFolder = await prepareOutFolder(options.out ?? defaultOutFolder, terminal.folder);
  if (plan.replications < replicationsEnough && options.quiet !== true) {
    terminal.err.write(
      `hindcast: ${String(plan.replications)} replications are few: intervals are wide, and differences may go unseen; ${String(replicationsEnough)} are usual\n`,
    );
  }
  const startMs = terminal.nowMs();
  const done = await runAll(call, prepared, Math.min(jobs, plan.variants.length * plan.replications));
  const wallSeconds = (terminal.nowMs() - startMs) / 1000;
  if (done.isPartial) terminal.err.write('hindcast: interrupted; the replications that all variants have finished are kept and marked as partial\n');
  if ((done.runs[0]?.length ?? 0) < 2) {
    terminal.err.write('hindcast: fewer than two replications of each variant were finished: there is nothing to compare\n');
    return ExitStatus.Interrupted;
  }
  const found = comparison(plan, done, prepared.limits, wallSeconds);
  const folder = await writeRunFolder(outFolder, `compare-${plan.scenario}-${String(plan.seed)}`, (path) =>
    comparisonFiles(found, manifestOf({ call, prepared, done, wallSeconds, startedAt, folder: path })),
  );
  tell(call, found, folder);
  return done.isPartial ? ExitStatus.Interrupted : status(call, prepared, found);
}

async function prepare(call: CompareCall): Promise<PreparedComparison> {
  const { options, terminal } = call;
  const source = await readSweepText(call.name, terminal);
  const repeated = parseCompareManifest(source.text, source.sourceName);
  if (repeated === null) {
    const sweep = isSweepText(source.text) ? await readSweepSource(source, terminal) : null;
    const asked = comparePlan(source, options, sweep);
    return { ...asked, repeated, folder: terminal.folder, isSweep: sweep !== null };
  }
  const free = ['json', 'quiet', 'out', 'jobs', 'details'];
  const changes = Object.keys(options).filter((name) => !free.includes(name));
  if (changes.length > 0) {
    const flags = changes.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`).join(', ');
    throw new UsageError(`${flags} cannot go with a manifest: it repeats a finished comparison as it was`);
  }
  return { plan: repeated.plan, limits: [], oracle: 'off', repeated, folder: repeated.workingFolder, isSweep: false };
}

/** What a variant reads is there and fits: said before the first run, not by a worker in the middle. */
async function checkInputs(plan: ExperimentPlan, folder: string): Promise<void> {
  for (const { name, scenario } of plan.variants) {
    try {
      requireMemory(scenario);
      await loadInputs(scenario, new TraceOpener(folder, null).open);
    } catch (error) {
      if (error instanceof Error && error.name === 'ScenarioError') throw new UsageError(`variant ${name}: ${error.message}`);
      throw error;
    }
  }
}

async function runAll(call: CompareCall, { plan, folder, isSweep }: PreparedComparison, jobs: number): Promise<ExperimentRuns> {
  const { options, terminal } = call;
  const isShown = options.quiet !== true && (terminal.err.isTerminal || options.json !== true);
  const progress = isShown ? new CompareProgress(terminal) : null;
  const sets = options.set ?? [];
  const repeat = (task: ReplicationTask): string => {
    const variant = plan.variants[task.variant];
    if (isSweep) return `npx hindcast compare ${shellWord(call.name)}   (its variant ${variant?.name ?? ''}, seed ${String(task.scenario.seed)})`;
    const own = [...sets, ...(variant?.sets ?? [])].flatMap(({ path, value }) => ['--set', `${path}=${value}`]);
    return ['npx', 'hindcast', 'run', call.name, ...own, '--seed', String(task.scenario.seed)].map(shellWord).join(' ');
  };
  const pool = new WorkerPool({ jobs, folder, repeat });
  let isStopped = false;
  const removeListener = terminal.onInterrupt(() => {
    isStopped = true;
    pool.stop();
  });
  try {
    return await runExperiment(plan, pool, { isStopped: () => isStopped, progress: (done, planned) => progress?.update(done, planned) });
  } finally {
    progress?.clear();
    removeListener();
    await pool.close();
  }
}

interface FinishedComparison {
  readonly call: CompareCall;
  readonly prepared: PreparedComparison;
  readonly done: ExperimentRuns;
  readonly wallSeconds: number;
  readonly startedAt: string;
  readonly folder: string;
}

function manifestOf({ call, prepared, done, wallSeconds, startedAt, folder }: FinishedComparison): CompareManifest {
  const { terminal, words } = call;
  // What it came to: a repetition looks for nothing any more.
  const plan: ExperimentPlan = { ...prepared.plan, replications: done.runs[0]?.length ?? 0, precision: null, warmupNs: done.warmupNs };
  return {
    kind: 'hindcast-comparison-manifest',
    schemaVersion: 1,
    ...productVersion(),
    repeat: `npx hindcast compare ${shellWord(shortPath(join(folder, 'manifest.json'), terminal.folder))}`,
    command: ['hindcast', ...words],
    workingFolder: prepared.folder,
    startedAt,
    wallSeconds,
    machine: thisMachine(),
    digests: done.runs.map((runs) => runs.map(({ digest }) => digest)),
    planSha256: planSha256(plan),
    plan,
  };
}

async function comparisonFiles(found: Comparison, manifest: CompareManifest): Promise<RunFile[]> {
  return [
    { name: 'compare.json', content: jsonText(found) },
    { name: 'manifest.json', content: jsonText(manifest) },
    { name: 'report.html', content: await renderComparison({ found, origin: comparisonOrigin(manifest) }) },
  ];
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function tell({ options, terminal }: CompareCall, found: Comparison, folder: string): void {
  const place = shortPath(folder, terminal.folder);
  if (options.json === true) {
    terminal.out.write(jsonText(found));
    if (options.quiet !== true) terminal.err.write(`results in ${place}\n`);
    return;
  }
  if (options.quiet === true) return;
  const colors = pc.createColors(terminal.out.hasColors);
  const report = `report    ${shortPath(join(folder, 'report.html'), terminal.folder)}\n`;
  const text = compareText(found, options.details === true, { bold: colors.bold, dim: colors.dim, good: colors.green, bad: colors.red });
  terminal.out.write(`${text}\nresults   ${place}\n${report}`);
}

/** Says what is wrong, the worst first, and what the program ends with. */
function status(call: CompareCall, { repeated }: PreparedComparison, found: Comparison): number {
  const { err } = call.terminal;
  for (const { variant, seed, violations, failedChecks } of found.unsound) {
    const laws = failedChecks.length === 0 ? '' : `; laws not obeyed: ${failedChecks.join(', ')}`;
    err.write(`hindcast: variant ${variant} with seed ${String(seed)} was not sound: ${String(violations)} violations${laws}\n`);
  }
  if (found.unsound.length > 0) return ExitStatus.FoundWrong;
  if (repeated !== null) return tellRepetition(call, repeated, found);
  let ended: number = ExitStatus.Done;
  for (const { metric, change, failed, notJudged } of found.failOn) {
    const limit = `--fail-on ${metric}:${change < 0 ? '' : '+'}${String(Number((change * 100).toPrecision(12)))}%`;
    if (failed.length > 0) {
      err.write(`hindcast: ${limit}: shown to be worse than ${found.baseline} by more than that: ${failed.join(', ')}\n`);
      ended = ExitStatus.Regression;
    }
    if (notJudged.length > 0) {
      err.write(`hindcast: ${limit}: there is no such figure to judge ${notJudged.join(', ')} by\n`);
      if (ended === ExitStatus.Done) ended = ExitStatus.BadInput;
    }
  }
  return ended;
}

function tellRepetition({ name, options, terminal }: CompareCall, repeated: CompareManifest, found: Comparison): number {
  const isSame = JSON.stringify(found.variants.map(({ digests }) => digests)) === JSON.stringify(repeated.digests);
  if (!isSame) {
    terminal.err.write(
      `hindcast: ${name} does not repeat: its runs have other digests (made by version ${repeated.version}, this is ${productVersion().version})\n`,
    );
    return ExitStatus.NotRepeated;
  }
  if (options.quiet !== true) terminal.err.write(`repeats   ${name}: same digests in all runs, bit for bit\n`);
  return ExitStatus.Done;
}

/**
 * One run from its text to its folder: read, resolve, load traces, build, drive, write, tell.
 *
 * Everything that can be wrong with the call is found before the simulation begins, the folder for the results included. What was simulated is written even when
 * the run was interrupted or found something wrong.
 */
import pc from 'picocolors';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { renderReport } from '../../reports/report.ts';
import { summaryText } from '../../reports/text/summary.ts';
import type { RunResult } from '../results/runResult.ts';
import { recordingToParquet } from '../results/recordingParquet.ts';
import { seriesToParquet } from '../results/seriesParquet.ts';
import type { IoRecorderOptions } from '../hosts/simulated/ioRecorder.ts';
import { loadInputs } from '../scenario/loadInputs.ts';
import type { ScenarioInputs } from '../scenario/loadInputs.ts';
import { buildRun } from '../scenario/slowdownRun.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { OracleMode, Scenario } from '../scenario/scenario.ts';
import type { CommonOptions, SetOption } from './commandOptions.ts';
import { driveRun } from './driveRun.ts';
import type { DrivenRun } from './driveRun.ts';
import { BrokenRunError, explainError } from './explainError.ts';
import { ExitStatus } from './exitStatus.ts';
import { parseManifest, scenarioSha256, shellWord, thisMachine } from './manifest.ts';
import type { Manifest, ManifestInput } from './manifest.ts';
import { recordOption } from './recordOption.ts';
import { reportOrigin } from './reportOrigin.ts';
import { productVersion } from './productVersion.ts';
import { ProgressLine } from './progressLine.ts';
import { defaultOutFolder, prepareOutFolder, shortPath, writeRunFolder } from './runFolder.ts';
import type { RunFile } from './runFolder.ts';
import { requireMemory } from './requireMemory.ts';
import { packageFolder, readScenarioText } from './shippedScenarios.ts';
import type { Terminal } from './terminal.ts';
import { TraceOpener } from './traceOpener.ts';
import { UsageError } from './usageError.ts';

export interface RunOptions extends CommonOptions {
  readonly set?: readonly SetOption[];
  readonly oracle?: OracleMode;
  readonly recordIos?: string;
  readonly recordFrom?: string;
}

export interface RunCall {
  /** Of the scenario, as typed. */
  readonly name: string;
  readonly options: RunOptions;
  readonly terminal: Terminal;
  readonly words: readonly string[];
}

interface PreparedRun {
  readonly scenario: Scenario;
  /** The run that is to be repeated, or null. */
  readonly repeated: Manifest | null;
}

/** Returns the exit status. */
export async function runScenario(call: RunCall): Promise<number> {
  const { options, terminal } = call;
  const startedAt = new Date().toISOString();
  const recordIos = recordOption(options.recordIos, options.recordFrom);
  const { scenario, repeated } = await prepareRun(call);
  requireMemory(scenario);
  const outFolder = await prepareOutFolder(options.out ?? defaultOutFolder, terminal.folder);
  const interrupt = { isAsked: false };
  const traces = new TraceOpener(terminal.folder, repeated);
  const inputs = await loadInputs(scenario, traces.open);
  const changed = repeated === null ? null : changedInput(repeated.inputs, traces.inputs());
  if (changed !== null) {
    terminal.err.write(`hindcast: ${call.name} cannot be repeated: the trace ${changed} is not the one that the run read\n`);
    return ExitStatus.NotRepeated;
  }
  const removeListener = terminal.onInterrupt(() => {
    interrupt.isAsked = true;
  });
  try {
    const driven = await drive(call, { scenario, inputs, repeated, recordIos }, () => interrupt.isAsked);
    const result: RunResult = { ...driven.record.result, wallSeconds: driven.wallSeconds };
    const wasCut = interrupt.isAsked && result.partial;
    if (wasCut) terminal.err.write('hindcast: interrupted; what was finished is kept and marked as partial\n');
    const folder = await writeRunFolder(outFolder, `${scenario.name}-${String(scenario.seed)}`, (path) =>
      runFiles({ call, scenario, driven, result, inputs: traces.inputs(), startedAt, folder: path }),
    );
    tellResult(call, result, folder);
    if (wasCut) return ExitStatus.Interrupted;
    if (repeated !== null && !tellRepetition(call, repeated, result)) return ExitStatus.NotRepeated;
    return isSound(result) ? ExitStatus.Done : ExitStatus.FoundWrong;
  } finally {
    removeListener();
  }
}

async function prepareRun(call: RunCall): Promise<PreparedRun> {
  const { options, terminal } = call;
  const source = await readScenarioText(call.name, terminal);
  const repeated = parseManifest(source.text, source.sourceName);
  if (repeated !== null) {
    const changes = [options.set === undefined ? '' : '--set', options.seed === undefined ? '' : '--seed'].filter((flag) => flag !== '');
    if (changes.length > 0) {
      throw new UsageError(`${changes.join(' and ')} cannot go with a manifest: it repeats a finished run as it was. Run its scenario to run something else`);
    }
    return { scenario: { ...repeated.scenario, oracle: options.oracle ?? repeated.oracle }, repeated };
  }
  const sets = (options.set ?? []).map(({ path, value }) => ({ path, value, cwdRelative: true }));
  const parsed = parseScenario(source.text, source.sourceName, sets);
  return { scenario: { ...parsed, seed: options.seed ?? parsed.seed, oracle: options.oracle ?? parsed.oracle }, repeated: null };
}

/** The name of a trace that is not what it was, or null. */
function changedInput(before: readonly ManifestInput[], now: readonly ManifestInput[]): string | null {
  const changed = before.find((input, index) => {
    const found = now.at(index);
    return found === undefined || found.bytes !== input.bytes || found.sha256 !== input.sha256;
  });
  return changed?.name ?? null;
}

async function drive(
  call: RunCall,
  { scenario, inputs, repeated, recordIos }: PreparedRun & { readonly inputs: ScenarioInputs; readonly recordIos: IoRecorderOptions | null },
  isInterrupted: () => boolean,
): Promise<DrivenRun> {
  const { options, terminal } = call;
  const isShown = options.quiet !== true && (terminal.err.isTerminal || options.json !== true);
  const simulation = buildRun(scenario, inputs, { oracle: scenario.oracle, recordIos });
  try {
    const progress = isShown ? new ProgressLine(terminal, scenario.name, scenario.durationNs) : null;
    return await driveRun(simulation, { terminal, progress, isInterrupted, eventsMax: repeated === null ? null : repeated.stoppedAfterEvents });
  } catch (error) {
    throw new BrokenRunError(error, {
      scenario: scenario.name,
      seed: scenario.seed,
      events: simulation.events,
      command: ['npx', 'hindcast', ...call.words, ...(options.seed === undefined && repeated === null ? ['--seed', String(scenario.seed)] : [])]
        .map(shellWord)
        .join(' '),
    });
  }
}

interface FinishedRun {
  readonly call: RunCall;
  readonly scenario: Scenario;
  readonly driven: DrivenRun;
  readonly result: RunResult;
  readonly inputs: readonly ManifestInput[];
  readonly startedAt: string;
  readonly folder: string;
}

async function runFiles(run: FinishedRun): Promise<RunFile[]> {
  const { series, rollbacks, recording } = run.driven.record;
  const manifest = manifestOf(run);
  const files: RunFile[] = [
    { name: 'result.json', content: jsonText(run.result) },
    { name: 'series.parquet', content: seriesToParquet(series) },
    { name: 'rollbacks.json', content: jsonText(rollbacks) },
    { name: 'manifest.json', content: jsonText(manifest) },
  ];
  if (recording !== null) {
    const { ios, commands } = recordingToParquet(recording);
    files.push({ name: 'ios.parquet', content: ios }, { name: 'commands.parquet', content: commands });
  }
  try {
    files.push({ name: 'report.html', content: await renderReport({ result: run.result, series, rollbacks, origin: reportOrigin(manifest) }) });
  } catch (error) {
    // The results of a long run are not thrown away because of its report.
    run.call.terminal.err.write(`hindcast: the report could not be made: ${explainError(error, run.call.terminal.isDebug).message}\nThe results are kept.\n`);
  }
  return files;
}

function manifestOf({ call, scenario, driven, result, inputs, startedAt, folder }: FinishedRun): Manifest {
  return {
    kind: 'hindcast-manifest',
    schemaVersion: 1,
    ...productVersion(),
    seed: result.seed,
    digest: result.digest,
    events: result.events,
    simulatedNs: result.simulatedNs,
    stoppedAfterEvents: driven.stoppedAfterEvents,
    oracle: scenario.oracle,
    repeat: `npx hindcast run ${shellWord(shortPath(join(folder, 'manifest.json'), call.terminal.folder))}`,
    command: ['hindcast', ...call.words],
    inputs,
    workingFolder: call.terminal.folder,
    packageFolder,
    startedAt,
    wallSeconds: result.wallSeconds,
    machine: thisMachine(),
    scenarioSha256: scenarioSha256(scenario),
    scenario,
  };
}

/** Text that people can read and `diff` can compare. */
function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function tellResult({ options, terminal }: RunCall, result: RunResult, folder: string): void {
  if (options.json === true) {
    terminal.out.write(jsonText(result));
    if (options.quiet !== true) terminal.err.write(`results in ${shortPath(folder, terminal.folder)}\n`);
    return;
  }
  if (options.quiet === true) return;
  const colors = pc.createColors(terminal.out.hasColors);
  const summary = summaryText(result, { bold: colors.bold, dim: colors.dim, good: colors.green, bad: colors.red });
  terminal.out.write(`${summary}\n\nresults   ${shortPath(folder, terminal.folder)}\n`);
  const report = join(folder, 'report.html');
  if (existsSync(report)) terminal.out.write(`report    ${shortPath(report, terminal.folder)}\n`);
}

/** Whether the digest is the one of the manifest; says so either way. */
function tellRepetition({ name, options, terminal }: RunCall, repeated: Manifest, result: RunResult): boolean {
  const repeats = result.digest === repeated.digest;
  if (repeats) {
    if (options.quiet !== true) terminal.err.write(`repeats   ${name}: same digest, bit for bit\n`);
    return true;
  }
  const now = productVersion();
  const isSameVersion = now.version === repeated.version && now.commit === repeated.commit;
  const cause = isSameVersion ? '' : `; the run was made by version ${named(repeated)}, this is ${named(now)}`;
  terminal.err.write(`hindcast: ${name} does not repeat: digest ${result.digest}, the manifest says ${repeated.digest}${cause}\n`);
  return false;
}

function named({ version, commit }: { readonly version: string; readonly commit: string | null }): string {
  return commit === null ? version : `${version} (${commit.slice(0, 12)})`;
}

/** No invariant broke and every law held. */
function isSound(result: RunResult): boolean {
  return result.oracle.violations === 0 && result.checks.every((check) => check.passed);
}

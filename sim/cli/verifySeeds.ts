/** What `hindcast verify` does: one seed after the other, with progress; failures reduced and written; at the end what was covered. */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { readableAmount, readableCount, readableDuration } from '../../reports/text/readable.ts';
import { reduceScenario } from '../experiment/reduceScenario.ts';
import { failureKind } from '../experiment/failureKind.ts';
import { verifyScenario } from '../experiment/verifyScenario.ts';
import type { Pause, ScenarioVerdict } from '../experiment/verifyScenario.ts';
import { crashPhases } from '../results/crashFigures.ts';
import type { CrashPhase } from '../results/crashFigures.ts';
import { drawScenario } from '../scenario/drawScenario.ts';
import type { ScenarioDraft } from '../scenario/drawScenario.ts';
import { printDraft } from '../scenario/printDraft.ts';
import type { CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { defaultOutFolder, prepareOutFolder, shortPath, writeWholeFile } from './runFolder.ts';
import type { Terminal } from './terminal.ts';

export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

export interface VerifyOptions extends CommonOptions {
  readonly seeds?: SeedRange;
  readonly minutes?: number;
  readonly reduce: boolean;
}

interface FailedSeed {
  readonly seed: number;
  readonly failure: string;
  readonly repeat: string;
  /** The reduced scenario. */
  readonly scenario: string;
  readonly trials: number;
}

/** Totals over all seeds. */
interface Covered {
  seeds: number;
  ios: number;
  events: number;
  rollbacks: number;
  /** Crashes and samples, each with two images. */
  crashes: number;
  readonly phases: Map<CrashPhase, number>;
}

const seedsUnasked: SeedRange = { first: 1, last: 20 };
const attemptsMax = 50;
const trialsMax = 300;

/** Returns the exit status. */
export async function verifySeeds(options: VerifyOptions, terminal: Terminal): Promise<number> {
  const startMs = terminal.nowMs();
  const endMs = options.minutes === undefined ? Infinity : startMs + options.minutes * 60_000;
  const { first, last } = rangeOf(options);
  const interrupt = { isAsked: false };
  const removeListener = terminal.onInterrupt(() => {
    interrupt.isAsked = true;
  });
  const pause: Pause = async () => {
    await setImmediate();
    return interrupt.isAsked;
  };
  const tell = (text: string): void => {
    if (options.quiet !== true) terminal.err.write(`${text}\n`);
  };
  const covered: Covered = { seeds: 0, ios: 0, events: 0, rollbacks: 0, crashes: 0, phases: new Map() };
  const failed: FailedSeed[] = [];
  let toldMs = startMs;
  try {
    for (let seed = first; seed <= last && !interrupt.isAsked && terminal.nowMs() < endMs; seed += 1) {
      const { draft, verdict } = await runSeed(seed, pause);
      if (verdict.outcome === 'interrupted') break;
      cover(covered, verdict);
      if (verdict.outcome === 'failed') {
        terminal.err.write(`seed ${String(seed)} FAILS: ${verdict.failure}\n  again: npx hindcast verify --seeds ${String(seed)}\n`);
        failed.push(await writeFailure({ seed, draft, verdict, options, terminal, pause }));
      }
      if (terminal.nowMs() - toldMs < 10_000) continue;
      toldMs = terminal.nowMs();
      tell(`seed ${String(seed)}: ${coveredText(covered)}, ${failed.length === 0 ? 'nothing wrong' : `${readableAmount(failed.length, 'seed')} failed`}`);
    }
  } finally {
    removeListener();
  }
  report({ options, terminal, covered, failed, wallSeconds: (terminal.nowMs() - startMs) / 1000, isPartial: interrupt.isAsked });
  if (interrupt.isAsked) return ExitStatus.Interrupted;
  return failed.length === 0 ? ExitStatus.Done : ExitStatus.FoundWrong;
}

function rangeOf({ seed, seeds, minutes }: VerifyOptions): SeedRange {
  if (seeds !== undefined) return seeds;
  if (seed !== undefined) return { first: seed, last: seed };
  return minutes === undefined ? seedsUnasked : { first: 1, last: Infinity };
}

/** What goes together, of what is drawn. */
async function runSeed(seed: number, pause: Pause): Promise<{ readonly draft: ScenarioDraft; readonly verdict: ScenarioVerdict }> {
  for (let attempt = 0; ; attempt += 1) {
    const draft = drawScenario(seed, attempt);
    const verdict = await verifyScenario(draft, pause);
    if (verdict.outcome !== 'impossible') return { draft, verdict };
    if (attempt === attemptsMax)
      return { draft, verdict: { ...verdict, outcome: 'failed', failure: `nothing that was drawn goes together: ${verdict.failure}` } };
  }
}

function cover(covered: Covered, { ios, events, rollbacks, crashes }: ScenarioVerdict): void {
  covered.seeds += 1;
  covered.ios += ios;
  covered.events += events;
  covered.rollbacks += rollbacks;
  for (const { image, phase } of crashes) {
    if (image !== 'server') continue;
    covered.crashes += 1;
    covered.phases.set(phase, (covered.phases.get(phase) ?? 0) + 1);
  }
}

interface Failure {
  readonly seed: number;
  readonly draft: ScenarioDraft;
  readonly verdict: ScenarioVerdict;
  readonly options: VerifyOptions;
  readonly terminal: Terminal;
  readonly pause: Pause;
}

async function writeFailure({ seed, draft, verdict, options, terminal, pause }: Failure): Promise<FailedSeed> {
  const kind = failureKind(verdict.failure);
  const reduced = await reduceScenario(draft, options.reduce ? trialsMax : 0, async (candidate) => {
    const other = await verifyScenario(candidate, pause);
    return other.outcome === 'interrupted' ? null : other.outcome === 'failed' && failureKind(other.failure) === kind;
  });
  const path = join(await prepareOutFolder(options.out ?? defaultOutFolder, terminal.folder), `verify-${String(seed)}.yaml`);
  const scenario = shortPath(path, terminal.folder);
  const repeat = `npx hindcast run ${scenario}`;
  await writeWholeFile(
    path,
    printDraft(reduced.draft, [`Seed ${String(seed)} of hindcast verify, made short. Fails: ${verdict.failure.split('\n')[0] ?? ''}`, repeat]),
  );
  terminal.err.write(`  short: ${repeat}\n`);
  return { seed, failure: verdict.failure, repeat: `npx hindcast verify --seeds ${String(seed)}`, scenario, trials: reduced.trials };
}

function coveredText({ ios, crashes, rollbacks }: Covered): string {
  return `${readableAmount(ios, 'IO')}, ${readableAmount(rollbacks, 'rollback')}, ${crashes === 1 ? '1 crash' : `${readableCount(crashes)} crashes`}`;
}

interface Ended {
  readonly options: VerifyOptions;
  readonly terminal: Terminal;
  readonly covered: Covered;
  readonly failed: readonly FailedSeed[];
  readonly wallSeconds: number;
  readonly isPartial: boolean;
}

function report({ options, terminal, covered, failed, wallSeconds, isPartial }: Ended): void {
  const { phases, ...totals } = covered;
  const hits = crashPhases.map((phase) => [phase, phases.get(phase) ?? 0] as const);
  if (options.json === true) {
    terminal.out.write(`${JSON.stringify({ ...totals, phases: Object.fromEntries(hits), failed, partial: isPartial, wallSeconds }, null, 2)}\n`);
    return;
  }
  if (options.quiet === true) return;
  const outcome = failed.length === 0 ? 'nothing wrong' : `${readableAmount(failed.length, 'seed')} FAILED: ${failed.map(({ seed }) => seed).join(', ')}`;
  terminal.out.write(
    `${readableAmount(covered.seeds, 'scenario')} in ${readableDuration(wallSeconds * 1e9)}: ${coveredText(covered)}; ${outcome}${isPartial ? ' (interrupted)' : ''}\n`,
  );
  terminal.out.write(`crashes during: ${hits.map(([phase, count]) => `${phase.replaceAll('-', ' ')} ${readableCount(count)}`).join(', ')}\n`);
  if (covered.seeds > 0 && failed.length === 0 && !isPartial) return;
  for (const { seed, failure, scenario } of failed)
    terminal.out.write(`seed ${String(seed)}: ${failure.split('\n')[0] ?? ''}\n  npx hindcast run ${scenario}\n`);
}

/**
 * `npm run fuzz -- --seconds N [--seed S] [--ops N]`: random runs, one seed after another, each checked by the oracle, until the time is over or something is
 * found. A failing run is reduced and printed as one line that repeats it:
 *   npm run fuzz -- --seed S --steps N [--only 3-17,20] [--trace] [--crashes]
 * Exit status 0: nothing found; 1: something is wrong; 2: the call is wrong.
 */
import { CacheEngine } from '../../sim/engine/engine.ts';
import { CrashableEngines } from './crashableEngines.ts';
import type { EngineFactory } from './engineUnderTest.ts';
import { item } from '../support/item.ts';
import { campaignPlan, newCounts, printCounts, runCampaign, settings, shortfalls } from './crashCampaign.ts';
import { crashEverywhere, newExhaustiveCounts } from './exhaustiveCrashes.ts';
import { flipPlan, newFlipCounts, printFlips, runFlips } from './flipCampaign.ts';
import { drawPlan } from './fuzzPlan.ts';
import type { FuzzPlan } from './fuzzPlan.ts';
import { runFuzz } from './fuzzRun.ts';
import type { FuzzResult } from './fuzzRun.ts';
import { TraceListener } from './traceListener.ts';
import { Watchdog } from './watchdog.ts';
import { describePlan, parseRanges, printRanges, reduceFailure } from './reduceFailure.ts';

const createEngine: EngineFactory = (config) => new CacheEngine(config);

function crashOptions(call: Call): { readonly crashable?: CrashableEngines } {
  if (!call.crashes && call.flips === 0) return {};
  const crashable = new CrashableEngines();
  if (call.trace) crashable.print = (line) => process.stdout.write(`${line}\n`);
  return { crashable };
}

interface Call {
  seconds: number;
  seed: number;
  ops: number;
  steps: number;
  only: string;
  keepGoing: boolean;
  trace: boolean;
  crashes: boolean;
  noReduce: boolean;
  /** Crashes of a campaign, 0: none is asked for. */
  instants: number;
  /** Bit flips and runs of 4 KiB, 0: none are asked for. */
  flips: number;
  /** Device writes of each run in which the server crashes everywhere; 0: none. */
  exhaustive: number;
}

function parseCall(args: readonly string[]): Call {
  const call: Call = {
    seconds: 30,
    seed: 1,
    ops: Infinity,
    steps: 0,
    only: '',
    keepGoing: false,
    trace: false,
    crashes: false,
    noReduce: false,
    instants: 0,
    flips: 0,
    exhaustive: 0,
  };
  for (let i = 0; i < args.length; i++) {
    const name = args[i];
    const value = args[i + 1] ?? '';
    if (name === '--keep-going') call.keepGoing = true;
    else if (name === '--trace') call.trace = true;
    else if (name === '--crashes') call.crashes = true;
    else if (name === '--no-reduce') call.noReduce = true;
    else if (name === '--only') call.only = args[++i] ?? '';
    else if (
      (name === '--seconds' ||
        name === '--seed' ||
        name === '--ops' ||
        name === '--steps' ||
        name === '--instants' ||
        name === '--flips' ||
        name === '--exhaustive') &&
      /^\d+$/.test(value)
    ) {
      call[name.slice(2) as 'seconds' | 'seed' | 'ops' | 'steps'] = Number(value);
      i++;
    } else {
      process.stderr.write(
        `fuzz: ${String(name)} ${value}: expected --seconds N, --seed S, --ops N, --steps N, --only RANGES, --trace or --keep-going, N a whole number\n`,
      );
      process.exit(2);
    }
  }
  return call;
}

/** Runs differ in length, so that short and long histories are both seen. */
function stepsOf(seed: number, withCrashes: boolean): number {
  return item(withCrashes ? [300, 1_000, 2_000, 8_000] : [2_000, 5_000, 20_000, 60_000], seed % 4);
}

function repeatOne(call: Call): never {
  const plan = call.flips > 0 ? flipPlan(call.seed) : call.instants > 0 ? campaignPlan(call.seed).plan : drawPlan(call.seed, call.crashes);
  const trace = call.trace ? new TraceListener((line) => process.stdout.write(`${line}\n`)) : null;
  const only = call.only === '' ? null : parseRanges(call.only);
  const result = runFuzz(plan, call.seed, call.steps, createEngine, { isSkipped: (step) => only?.has(step) === false, trace, ...crashOptions(call) });
  process.stdout.write(`seed ${String(call.seed)}: ${result.failure ?? 'nothing found'}\n  after ${String(result.steps)} steps; ${describePlan(plan)}\n`);
  for (const text of result.report.violationTexts) process.stdout.write(`  ${text}\n`);
  process.exit(result.failure === null ? 0 : 1);
}

function campaign(call: Call): void {
  const watchdog = new Watchdog();
  const startMs = Date.now();
  const totals = { operations: 0, runs: 0, reads: 0, views: 0, rollbacks: 0, undos: 0, destages: 0, failures: 0 };
  const combinations = new Set<string>();
  let printedMs = startMs;
  const line = (): string => {
    const seconds = (Date.now() - startMs) / 1000;
    return (
      `${String(totals.operations)} operations in ${String(totals.runs)} runs, ${seconds.toFixed(0)} s (${(totals.operations / Math.max(seconds, 0.001) / 1000).toFixed(0)}k/s): checked ` +
      `${String(totals.reads)} reads (${String(totals.views)} of views), ${String(totals.rollbacks)} rollbacks, ${String(totals.undos)} undos, ${String(totals.destages)} full destages; ` +
      `${String(combinations.size)} combinations of granularity, preimage strategy and class; ${String(totals.failures)} failing runs\n`
    );
  };
  for (let { seed } = call; Date.now() - startMs < call.seconds * 1000 && totals.operations < call.ops; seed++) {
    const plan = drawPlan(seed, call.crashes);
    const result = runFuzz(plan, seed, stepsOf(seed, call.crashes), createEngine, { watchdog, ...crashOptions(call) });
    const { report } = result;
    totals.operations += result.operations;
    totals.runs++;
    totals.reads += report.checkedReads;
    totals.views += report.checkedViews;
    totals.rollbacks += report.checkedRollbacks;
    totals.undos += report.checkedUndos;
    totals.destages += report.checkedDestages;
    for (const vm of plan.config.vms) combinations.add(`${vm.granularity}/${vm.preimage}/${vm.durability}`);
    if (result.failure !== null) {
      totals.failures++;
      process.stdout.write(describeFailure(call, plan, seed, result, watchdog));
      if (!call.keepGoing) break;
    }
    if (Date.now() - printedMs > 10_000) {
      printedMs = Date.now();
      process.stderr.write(line());
    }
  }
  process.stdout.write(line());
  process.exit(totals.failures === 0 ? 0 : 1);
}

/** With the lines that repeat the run, whole and reduced. */
function describeFailure(call: Call, plan: FuzzPlan, seed: number, result: FuzzResult, watchdog: Watchdog): string {
  const flags = `${call.crashes ? '--crashes ' : ''}${call.instants > 0 ? '--instants 1 ' : ''}${call.flips > 0 ? '--flips 1 ' : ''}`;
  const again = `npm run fuzz -- ${flags}--seed ${String(seed)} --steps`;
  const whole = `FOUND ${result.failure ?? ''}\n  in ${describePlan(plan)}\n  ${again} ${String(result.steps + 1)}\n`;
  if (call.noReduce) return whole;
  const reduced = reduceFailure(plan, seed, result, createEngine, call.crashes ? 300 : 1500, { watchdog, ...crashOptions(call) });
  return `${whole}  reduced to ${String(reduced.steps.length)} steps: ${again} ${String(reduced.result.steps + 1)} --only ${printRanges(reduced.steps)}\n`;
}

/** Crashes until there are so many in all, 200 in each phase and enough with each setting. */
function crashCampaign(call: Call): never {
  const watchdog = new Watchdog();
  const counts = newCounts();
  const failing: string[] = [];
  let printedMs = Date.now();
  for (let { seed } = call; counts.instants < call.instants || (seed - call.seed) % settings.length !== 0; seed++) {
    const result = runCampaign(seed, counts, new CrashableEngines(), { watchdog });
    if (result.failure !== null) failing.push(describeFailure(call, campaignPlan(seed).plan, seed, result, watchdog));
    if (failing.length > 0 && !call.keepGoing) break;
    if (Date.now() - printedMs > 10_000) {
      printedMs = Date.now();
      process.stderr.write(printCounts(counts));
    }
  }
  const perSetting = Math.floor((0.5 * call.instants) / settings.length);
  const short = failing.length > 0 || call.instants < 20_000 ? [] : shortfalls(counts, 200, perSetting);
  process.stdout.write(`${failing.join('')}${printCounts(counts)}${short.map((text) => `SHORT ${text}\n`).join('')}`);
  process.exit(failing.length + short.length === 0 ? 0 : 1);
}

/** Damage to flash at rest until there is so much in all. */
function flipCampaign(call: Call): never {
  const watchdog = new Watchdog();
  const counts = newFlipCounts();
  const failing: string[] = [];
  let printedMs = Date.now();
  for (let { seed } = call; counts.bits + counts.runs < call.flips; seed++) {
    const result = runFlips(seed, counts, new CrashableEngines(), { watchdog });
    if (result.failure !== null) failing.push(describeFailure(call, flipPlan(seed), seed, result, watchdog));
    if (failing.length > 0 && !call.keepGoing) break;
    if (Date.now() - printedMs > 10_000) {
      printedMs = Date.now();
      process.stderr.write(printFlips(counts));
    }
  }
  process.stdout.write(`${failing.join('')}${printFlips(counts)}`);
  process.exit(failing.length === 0 ? 0 : 1);
}

/** Every crash of a short run in each of the settings; says at its end what was left out. */
function crashEverywhereCall(call: Call): never {
  const counts = newExhaustiveCounts();
  const found: string[] = [];
  const text = (ran: number): string =>
    `${String(counts.crashes)} crashes at ${String(counts.instants)} instants of ${String(counts.writes)} device writes in ${String(ran)} of ${String(settings.length)} settings, ${String(found.length)} found; ` +
    `all combinations of what became of writes in doubt (kept, lost, torn) but at ${String(counts.bounded)} instants, where ${counts.leftOut.toExponential(2)} were left out (most in doubt at once: ${String(counts.inDoubtMax)})\n`;
  settings.forEach((_, i) => {
    const failure = crashEverywhere(call.seed + i, call.exhaustive, counts);
    if (failure !== null) found.push(`FOUND ${failure}\n`);
    process.stderr.write(text(i + 1));
  });
  process.stdout.write(`${found.join('')}${text(settings.length)}`);
  process.exit(found.length === 0 ? 0 : 1);
}

const call = parseCall(process.argv.slice(2));
if (call.steps > 0) repeatOne(call);
if (call.instants > 0) crashCampaign(call);
if (call.flips > 0) flipCampaign(call);
if (call.exhaustive > 0) crashEverywhereCall(call);
campaign(call);

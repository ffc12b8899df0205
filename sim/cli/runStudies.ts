/** The studies that ship, one after the other: each a sweep with its own folder, and what was found of all of them in one text. */
import pc from 'picocolors';
import { resolve } from 'node:path';
import { sweepMarkdown } from '../../reports/export/sweepMarkdown.ts';
import { sweepSentences } from '../../reports/sweep/sweepFindings.ts';
import { nearMiss } from '../base/nearMiss.ts';
import type { SweepResult } from '../results/sweepResult.ts';
import type { CommonOptions, SetOption } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { shellWord } from './manifest.ts';
import { productVersion } from './productVersion.ts';
import { shortPath, writeWholeFile } from './runFolder.ts';
import { shippedStudyNames } from './shippedScenarios.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usageError.ts';

export interface StudiesOptions extends CommonOptions {
  readonly set?: readonly SetOption[];
  readonly page?: string;
}

export interface StudiesCall {
  /** None: all. */
  readonly names: readonly string[];
  readonly options: StudiesOptions;
  readonly terminal: Terminal;
  /** What was typed behind `hindcast`. */
  readonly words: readonly string[];
}

/** Returns the exit status. */
export async function runStudies({ names, options, terminal, words }: StudiesCall): Promise<number> {
  const chosen = chosenStudies(names);
  const { finishSweep, sweepStatus } = await import('./sweepScenario.ts'); // the whole simulation: not loaded for --help
  const { page, json, quiet, ...rest } = options;
  const found: SweepResult[] = [];
  for (const name of chosen) {
    const isQuiet = quiet === true || json === true;
    const finished = await finishSweep({ name, options: { ...rest, quiet: isQuiet }, terminal, words: ['sweep', name] });
    if (finished === null) return ExitStatus.Interrupted;
    found.push(finished.result);
    if (!isQuiet) terminal.out.write(`${studyText(finished.result, terminal.out.hasColors)}  ${shortPath(finished.folder, terminal.folder)}\n\n`);
  }
  if (json === true) terminal.out.write(`${JSON.stringify({ studies: found.map((study) => ({ ...study, found: sweepSentences(study) })) }, null, 2)}\n`);
  if (page !== undefined) await writeWholeFile(resolve(terminal.folder, page), pageText(found, words));
  return Math.max(...found.map((study) => sweepStatus(terminal, study)));
}

function chosenStudies(names: readonly string[]): readonly string[] {
  const shipped = shippedStudyNames();
  const unknown = names.find((name) => !shipped.includes(name));
  if (unknown === undefined) return names.length === 0 ? shipped : names;
  const meant = nearMiss(unknown, shipped);
  throw new UsageError(`there is no study ${unknown} that ships (${shipped.join(', ')})${meant === null ? '' : `; did you mean ${meant}?`}`);
}

function studyText(study: SweepResult, hasColors: boolean): string {
  const colors = pc.createColors(hasColors);
  const lines = [
    `${colors.bold(study.name)}: ${study.summary}`,
    `  ${colors.dim(`expected: ${study.expected}`)}`,
    ...sweepSentences(study).map((sentence) => `  found: ${sentence}`),
  ];
  return `${lines.join('\n').replaceAll('\u202f', ' ')}\n`;
}

function pageText(found: readonly SweepResult[], words: readonly string[]): string {
  const command = ['npx', 'hindcast', ...words].map(shellWord).join(' ');
  const { version } = productVersion();
  const lead = `# What the studies find\n\nMade by \`${command}\` (version ${version}), which runs every study and computes what stands behind “Found” from its runs. \`npx hindcast sweep NAME\` runs one, and writes its report with charts.`;
  return [lead, ...found.map(sweepMarkdown)].join('\n\n');
}

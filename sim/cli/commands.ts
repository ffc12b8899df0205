/** The table of commands, in the order of the help. */
import type { CommandBuilder } from './command.ts';
import { compareCommand } from './compare.ts';
import { dashboardCommand } from './dashboard.ts';
import { replayCommand } from './replay.ts';
import { exportCommand } from './export.ts';
import { reportCommand } from './report.ts';
import { reportsCommand } from './reports.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { studiesCommand } from './studies.ts';
import { sweepCommand } from './sweep.ts';
import { traceCommand } from './trace.ts';
import { verifyCommand } from './verify.ts';

export const commands: readonly CommandBuilder[] = [
  runCommand,
  compareCommand,
  sweepCommand,
  studiesCommand,
  replayCommand,
  traceCommand,
  reportCommand,
  reportsCommand,
  exportCommand,
  verifyCommand,
  dashboardCommand,
  schemaCommand,
];

/**
 * From whatever was thrown to what the user reads and the exit status: one message, never a stack trace.
 *
 * Three worlds: input that is wrong (UsageError, ScenarioError, TraceFormatError, FioFileError, ShapeError: status 2), an invariant of ours that broke (status 1, said to be
 * our bug, with how to report it), and what nobody foresaw (status 1; the stack only with HINDCAST_DEBUG=1).
 */
import { InvariantError } from '../base/assert.ts';
import { ExitStatus } from './exitStatus.ts';
import { errorCode } from './inputFile.ts';

export interface ExplainedError {
  readonly status: number;
  readonly message: string;
}

/** What a run was doing when an invariant broke: enough to see it again. */
export interface RunContext {
  readonly scenario: string;
  readonly seed: number;
  readonly events: number;
  /** Repeats it up to the same point. */
  readonly command: string;
}

/** Carries an error of ours out of a run, with what it takes to repeat it. */
export class BrokenRunError extends Error {
  override readonly name = 'BrokenRunError';
  readonly context: RunContext;

  constructor(cause: unknown, context: RunContext) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.context = context;
  }
}

const inputErrorNames: ReadonlySet<string> = new Set(['UsageError', 'ScenarioError', 'TraceFormatError', 'FioFileError', 'ShapeError']);

export function explainError(error: unknown, isDebug: boolean): ExplainedError {
  const stack = isDebug && error instanceof Error ? `\n${stacks(error)}` : '';
  if (error instanceof BrokenRunError) return { status: ExitStatus.FoundWrong, message: brokenRun(error) + stack };
  if (error instanceof InvariantError) {
    return { status: ExitStatus.FoundWrong, message: `this is a bug in Hindcast, not in what you gave it: ${error.message}.\n${howToReport}${stack}` };
  }
  if (error instanceof Error && inputErrorNames.has(error.name)) return { status: ExitStatus.BadInput, message: error.message + stack };
  if (error instanceof RangeError && /allocation|array length|buffer/i.test(error.message)) {
    return {
      status: ExitStatus.BadInput,
      message: `this needs more memory than there is (${error.message}); use smaller disks, a smaller cache or larger blocks${stack}`,
    };
  }
  const code = errorCode(error);
  if (code !== null && error instanceof Error) return { status: ExitStatus.BadInput, message: firstLine(error.message) + stack };
  const text = error instanceof Error ? `${error.name}: ${firstLine(error.message)}` : String(error);
  const hint = isDebug ? '' : '; HINDCAST_DEBUG=1 shows where';
  return { status: ExitStatus.FoundWrong, message: `something unexpected went wrong (${text})${hint}.\n${howToReport}${stack}` };
}

const howToReport = 'Please report it with the command that you typed, the scenario, and the output of `hindcast --version`.';

function brokenRun(error: BrokenRunError): string {
  const { scenario, seed, events, command } = error.context;
  const isInvariant = error.cause instanceof InvariantError;
  return [
    `this is a bug in Hindcast, not in your scenario: ${isInvariant ? 'an invariant broke' : 'something unexpected went wrong'}: ${firstLine(error.message)}.`,
    `It happened in the scenario ${scenario} with seed ${String(seed)} after ${String(events)} events. This repeats it:`,
    `  ${command}`,
    howToReport,
  ].join('\n');
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

function stacks(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stacks(error.cause)}` : own;
}

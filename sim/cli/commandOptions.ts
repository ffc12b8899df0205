/** The options that every command has, and how their values are read. A command adds its own behind them. */
import { Command, InvalidArgumentError } from 'commander';

export interface CommonOptions {
  /** One JSON document on standard output, and nothing else there. */
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** The folder that files go to. */
  readonly out?: string;
  readonly seed?: number;
}

/** `--set PATH=VALUE`, split at the first `=`. */
export interface SetOption {
  readonly path: string;
  readonly value: string;
}

/** How a command explains itself beyond its options. */
export interface CommandText {
  readonly name: string;
  readonly summary: string;
  /** A paragraph or two. */
  readonly description: string;
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** What `--out` and `--seed` mean here. */
  readonly out: string;
  readonly seed: string;
}

export const seedMax = 2 ** 32 - 1;

/** A command with the common options and its examples, ready for arguments and options of its own. */
export function describeCommand(text: CommandText): Command {
  const width = Math.max(...text.examples.map(({ line }) => line.length));
  const examples = text.examples.map(({ line, does }) => `  $ ${line.padEnd(width)}  ${does}`).join('\n');
  return new Command(text.name)
    .summary(text.summary)
    .description(text.description)
    .option('--json', 'print one JSON document on standard output and nothing else there')
    .option('--out <dir>', text.out)
    .option('--seed <number>', text.seed, parseSeed)
    .option('--quiet', 'no progress and no summary; errors are still told')
    .addHelpText('after', `\nExamples:\n${examples}\n\nExit status: ${exitStatuses}`);
}

const exitStatuses =
  '0 done, 1 something was found wrong, 2 the call or its input is wrong,\n3 a comparison showed a regression (--fail-on), 4 a manifest did not repeat, 130 interrupted.';

function parseSeed(value: string): number {
  const seed = Number(value);
  if (!/^\d+$/.test(value) || seed > seedMax) throw new InvalidArgumentError(`A whole number from 0 to ${String(seedMax)} is needed.`);
  return seed;
}

/** For commander: collects repeated `--set`. */
export function collectSet(value: string, before: readonly SetOption[] = []): readonly SetOption[] {
  const equals = value.indexOf('=');
  const path = value.slice(0, Math.max(0, equals)).trim();
  if (equals < 0 || path === '') throw new InvalidArgumentError('PATH=VALUE is needed, such as server.flash.size=1GiB or vms.0.workload.readRatio=0.5.');
  return [...before, { path, value: value.slice(equals + 1) }];
}

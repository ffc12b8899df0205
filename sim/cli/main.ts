/**
 * The command line: words in, exit status out. The program around it (`hindcast.mjs`) only hands over the words and sets the status.
 *
 * Guarantees: never throws, never exits the process, never prints a stack trace (but with HINDCAST_DEBUG=1); what is wrong is told on standard error in one
 * message that begins with `hindcast:`.
 */
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { nearMiss } from '../base/nearMiss.ts';
import type { CommandHost } from './command.ts';
import { commands } from './commands.ts';
import { explainError } from './explainError.ts';
import { ExitStatus } from './exitStatus.ts';
import { processTerminal } from './processTerminal.ts';
import { productVersion } from './productVersion.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usageError.ts';

/** `argv` are the words behind the program's name. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let status: number = ExitStatus.Done;
  const program = buildProgram({
    terminal,
    words: argv,
    end: (ended) => {
      status = ended;
    },
  });
  try {
    checkHelpTopic(argv, program);
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitStatus.Done : ExitStatus.BadInput; // it has said what is wrong
    const explained = explainError(error, terminal.isDebug);
    tellError(terminal, explained.message);
    return explained.status;
  }
}

/** `help` of a command that does not exist: commander would show the general help and say nothing. */
function checkHelpTopic(argv: readonly string[], program: Command): void {
  const topic = argv[0] === 'help' ? argv.at(1) : undefined;
  const names = program.commands.map((command) => command.name());
  if (topic === undefined || topic.startsWith('-') || topic === 'help' || names.includes(topic)) return;
  const meant = nearMiss(topic, names);
  throw new UsageError(`unknown command '${topic}'; there are ${names.join(', ')}${meant === null ? '' : `; did you mean ${meant}?`}`);
}

/** On standard error, with the program's name before it. */
function tellError(terminal: Terminal, message: string): void {
  const colors = pc.createColors(terminal.err.hasColors);
  terminal.err.write(`${colors.red('hindcast:')} ${message}\n`);
}

function buildProgram(host: CommandHost): Command {
  const { version, commit } = productVersion();
  const program = new Command('hindcast')
    .description(
      'A research testbed for server caches that can take a virtual machine back in time.\n\nRuns VMs through a real cache engine on simulated devices, rolls them back, and checks every block.',
    )
    .version(commit === null ? version : `${version} (${commit.slice(0, 12)})`, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', '\nStart here:\n  $ hindcast run quickstart\n  $ hindcast run --help');
  for (const build of commands) program.addCommand(build(host));
  applyToAll(program, host.terminal);
  return program;
}

function applyToAll(command: Command, terminal: Terminal): void {
  applyConventions(command, terminal);
  for (const below of command.commands) applyToAll(below, terminal);
}

/** Streams, colours and errors alike in all commands. */
function applyConventions(command: Command, terminal: Terminal): void {
  const colors = pc.createColors(terminal.out.hasColors);
  command
    .exitOverride()
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ styleTitle: (title) => colors.bold(title), styleCommandText: (text) => colors.cyan(text), styleOptionText: (text) => colors.cyan(text) })
    .configureOutput({
      writeOut: (text) => {
        terminal.out.write(text);
      },
      writeErr: (text) => {
        terminal.err.write(text);
      },
      getOutHelpWidth: () => Math.min(terminal.out.columns, 110),
      getErrHelpWidth: () => Math.min(terminal.err.columns, 110),
      getOutHasColors: () => terminal.out.hasColors,
      getErrHasColors: () => terminal.err.hasColors,
      outputError: (text) => {
        tellError(terminal, callError(text, command));
      },
    });
}

/** commander's `error: unknown option '--sed'\n(Did you mean --seed?)` in the words of the other messages. */
function callError(text: string, command: Command): string {
  const [problem = '', ...rest] = text.trim().split('\n');
  const suggestion = rest.map((line) => line.trim().replace(/^\(Did you mean (.*)\?\)$/, '; did you mean $1?')).join(' ');
  let name = command.name();
  for (let above = command.parent; above !== null; above = above.parent) name = `${above.name()} ${name}`;
  return `${problem.replace(/^error: /, '')}${suggestion}\nSee \`${name} --help\`.`;
}

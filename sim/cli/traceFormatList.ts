/** `hindcast trace formats`: the table of formats. */
import { describeOptions } from '../../workloads/traces/formatOptions.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import type { CommandBuilder } from './command.ts';
import { describeCommand, type CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';

export const traceFormatsCommand: CommandBuilder = ({ terminal, end }) =>
  describeCommand({
    name: 'formats',
    summary: 'list the formats and their options',
    description: 'Lists the formats of traces that are read (and which are written), with the options that each has.',
    out: 'accepted as everywhere; no file is written',
    seed: 'accepted as everywhere; nothing here is random',
    examples: [
      { line: 'hindcast trace formats', does: 'for people' },
      { line: 'hindcast trace formats --json', does: 'for scripts' },
    ],
  }).action((options: CommonOptions, command: { optsWithGlobals(): CommonOptions }) => {
    const isJson = { ...command.optsWithGlobals(), ...options }.json === true;
    const formats = traceFormats.map((format) => ({
      name: format.name,
      summary: format.summary,
      source: format.source,
      storesOp: format.storesOp,
      storesTimes: format.storesTimes,
      isWritten: format.writer !== undefined,
      extensions: format.extensions,
      options: describeOptions(format),
    }));
    if (isJson) terminal.out.write(`${JSON.stringify({ formats }, null, 2)}\n`);
    else {
      const width = Math.max(...formats.map(({ name }) => name.length));
      for (const { name, summary, isWritten, storesOp, options: list } of formats) {
        const marks = [isWritten ? 'read and written' : 'read', ...(storesOp === false ? ['needs --as'] : [])].join(', ');
        terminal.out.write(`${name.padEnd(width)}  ${summary} (${marks})\n`);
        for (const { option, normally, choices, summary: means } of list) {
          const values = choices.length === 0 ? '' : ` (${choices.join(', ')})`;
          terminal.out.write(`${' '.repeat(width)}    ${option}=${normally}${values}: ${means}\n`);
        }
      }
    }
    end(ExitStatus.Done);
  });

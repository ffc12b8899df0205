/** `hindcast trace info|convert|formats`: what is in a block trace, one format to another, and which formats there are. */
import type { CommandBuilder } from './command.ts';
import { describeCommand } from './commandOptions.ts';
import { traceConvertCommand } from './traceConvert.ts';
import { traceFormatsCommand } from './traceFormatList.ts';
import { traceInfoCommand } from './traceInfo.ts';

export const traceCommand: CommandBuilder = (host) => {
  const command = describeCommand({
    name: 'trace',
    summary: 'show what is in a block trace, or write it in another format',
    description:
      'Reads block traces in sixteen formats, packed with gzip or zstd or not. The format is found from the content or the name, or given; what is unclear is refused, not guessed.',
    out: 'see the commands below',
    seed: 'accepted as everywhere; nothing here is random',
    examples: [
      { line: 'hindcast trace info disk.vscsi', does: 'operations, rates, popularity, miss-ratio curve' },
      { line: 'hindcast trace convert disk.vscsi disk.csv --to msr', does: 'the same requests in another format' },
      { line: 'hindcast trace formats', does: 'formats and their options' },
    ],
  });
  for (const build of [traceInfoCommand, traceConvertCommand, traceFormatsCommand]) command.addCommand(build(host));
  return command;
};

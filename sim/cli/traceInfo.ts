/** `hindcast trace info FILE…`. */
import { basename, join } from 'node:path';
import pc from 'picocolors';
import { readTraceInfo, type TraceInfo } from '../../workloads/traces/info/traceInfo.ts';
import { openTrace } from '../../workloads/traces/openTrace.ts';
import { TraceFormatError } from '../../workloads/traces/traceFormatError.ts';
import type { CommandBuilder } from './command.ts';
import { describeCommand, type CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { prepareOutFolder, shortPath, writeWholeFile } from './runFolder.ts';
import type { Terminal } from './terminal.ts';
import { traceInfoText } from './traceInfoText.ts';
import { addTraceFileOptions, openTraceFile, parseSize, traceReadOptions, type TraceFileOptions } from './traceReadOptions.ts';

interface InfoOptions extends CommonOptions, TraceFileOptions {
  readonly block?: number;
  readonly sampled?: boolean;
}

const blockBytesNormally = 4096;
/** Up to so many blocks stack distances are exact: some 400 MB. */
const exactBlocksMax = 4_000_000;

export const traceInfoCommand: CommandBuilder = ({ terminal, end }) => {
  const command = describeCommand({
    name: 'info',
    summary: 'show what is in traces',
    description: [
      'Requests by operation, bytes, sizes, alignment, sequentiality, rates over time, popularity of blocks, working sets, overwrites, reuse distances, and the miss-ratio curve of LRU.',
      'Stack distances are exact up to 4,000,000 different blocks; beyond that the curve is sampled (SHARDS), and so it is with --sampled. With --json one file gives its facts, several { "traces": […] }.',
    ].join('\n\n'),
    out: 'write the facts as JSON to DIR/<name of the trace>.json instead of printing them',
    seed: 'accepted as everywhere; nothing here is random',
    examples: [
      { line: 'hindcast trace info disk.vscsi', does: 'for people' },
      { line: 'hindcast trace info web.csv.gz --volume usr_0 --json', does: 'one volume of several, for scripts' },
      { line: 'hindcast trace info sda.txt --option action=D', does: 'what the device saw (blkparse)' },
    ],
  });
  addTraceFileOptions(command)
    .argument('<files...>', 'traces, packed with gzip or zstd or not; - for standard input')
    .option('--block <size>', 'size of a block (default: 4KiB)', parseSize)
    .option('--sampled', 'sample the miss-ratio curve from the start: faster, constant memory')
    .action(async (names: readonly string[], own: InfoOptions) => {
      const options: InfoOptions = { ...command.optsWithGlobals(), ...own };
      const infos: TraceInfo[] = [];
      for (const name of names) infos.push(await infoOf(name, options, terminal));
      const colors = pc.createColors(terminal.out.hasColors);
      if (options.out !== undefined) {
        const folder = await prepareOutFolder(options.out, terminal.folder);
        for (const info of infos) {
          const path = join(folder, `${info.file === '-' ? 'stdin' : basename(info.file)}.json`);
          await writeWholeFile(path, `${JSON.stringify(info, null, 2)}\n`);
          if (options.json !== true && options.quiet !== true) terminal.out.write(`${shortPath(path, terminal.folder)}\n`);
        }
      }
      if (options.json === true) terminal.out.write(`${JSON.stringify(infos.length === 1 ? infos[0] : { traces: infos }, null, 2)}\n`);
      else if (options.out === undefined && options.quiet !== true)
        terminal.out.write(`${infos.map((info) => traceInfoText(info, colors.bold)).join('\n\n')}\n`);
      end(ExitStatus.Done);
    });
  return command;
};

async function infoOf(name: string, options: InfoOptions, terminal: Terminal): Promise<TraceInfo> {
  const blockBytes = options.block ?? blockBytesNormally;
  const read = traceReadOptions(name, options, 'unknown');
  // A bare key is a block unless something else is said.
  const open = await openTrace(await openTraceFile(name, terminal), { ...read, keySizeBytes: options.objectSize ?? blockBytes });
  const info = await readTraceInfo(open, {
    file: name,
    blockBytes,
    exactBlocksMax: options.sampled === true ? 0 : exactBlocksMax,
  });
  if (info.requests > 0) return info;
  const left = info.notes.map(({ what, count }) => `${what}: ${String(count)}`);
  const given = `holds no request${left.length === 0 ? '' : ` (${left.join('; ')})`}`;
  throw new TraceFormatError({ file: name, place: '', field: 'the trace', given, allowed: 'at least one is needed' });
}

/** The terminal of the real process. */
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { isatty } from 'node:tty';
import type { WriteStream } from 'node:tty';
import type { Terminal, TextStream } from './terminal.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

export function processTerminal(): Terminal {
  return {
    out: textStream(process.stdout, 1),
    err: textStream(process.stderr, 2),
    folder: process.cwd(),
    isDebug: isSet('HINDCAST_DEBUG'),
    nowMs: () => performance.now(),
    readInput,
    onInterrupt,
  };
}

function textStream(stream: WriteStream, fileNumber: number): TextStream {
  // `hindcast run x | head -1`: the reader is gone, what is left to say has nobody to hear it. Anything else is a real failure.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const isTerminal = isatty(fileNumber);
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal,
    hasColors: (process.env['NO_COLOR'] ?? '') !== '' ? false : isSet('FORCE_COLOR') || (isTerminal && process.env['TERM'] !== 'dumb'),
    columns: isTerminal && stream.columns > 0 ? stream.columns : 80, // some terminals say 0
  };
}

/** Set, and neither empty nor 0. */
function isSet(name: string): boolean {
  const value = process.env[name];
  return value !== undefined && value !== '' && value !== '0';
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function onInterrupt(listener: () => void): () => void {
  const remove = (): void => {
    for (const signal of signals) process.removeListener(signal, first);
  };
  const first = (): void => {
    remove(); // the second one does what signals do by default
    listener();
  };
  for (const signal of signals) process.on(signal, first);
  return remove;
}

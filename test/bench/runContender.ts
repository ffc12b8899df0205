/** Runs one contender of one benchmark in a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchmarkSize, Measurement } from './benchmark.ts';

const entry = fileURLToPath(new URL('./contender.mjs', import.meta.url));

export function runContender(benchmark: string, contender: string, size: BenchmarkSize): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [entry, benchmark, contender, size], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error !== null) reject(new Error(`${benchmark}, ${contender}: ${stderr.trim() === '' ? error.message : stderr}`));
      else resolve(JSON.parse(stdout) as Measurement);
    });
  });
}

/**
 * Real traces for tests. They are not part of the package: they lie in `../shared/traces` beside the checkout, where they are there at all. Tests that need them are skipped loudly where they
 * are missing, and fail under `CI`.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { isCi } from './isCi.ts';

export const tracesFolder = fileURLToPath(new URL('../../../shared/traces/', import.meta.url));

/** `describe` for tests that read real traces. */
export function describeWithTraces(name: string, body: () => void): void {
  if (existsSync(tracesFolder)) {
    describe(name, body);
    return;
  }
  const text = `real traces are missing: ${tracesFolder}`;
  if (isCi()) {
    describe(name, () => {
      it('needs the real traces', () => {
        throw new Error(text);
      });
    });
    return;
  }
  process.stderr.write(`SKIPPED "${name}": ${text}\n`);
  describe.skip(name, body);
}

/** A trace's bytes, in chunks of `chunkBytes`. */
export async function* traceChunks(name: string, chunkBytes = 65536): AsyncIterable<Uint8Array> {
  const bytes = await readFile(tracesFolder + name);
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

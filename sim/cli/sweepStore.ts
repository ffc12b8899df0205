/**
 * Finished runs of sweeps, on disk: `OUT/.runs/<key>.json`, one file a run, for all sweeps that write to that folder. The folder may be deleted at any time: its runs are then run again.
 *
 * Guarantees: a file is there complete or not at all (it is written beside, and renamed). The key is a hash over the resolved scenario without its name, the content of the files that it
 * reads, and the code; a file that is damaged, or another key's, counts as not there.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SweepRun, SweepStore } from '../experiment/runSweep.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { codeFingerprint } from './codeFingerprint.ts';
import { writeWholeFile } from './runFolder.ts';

const folderName = '.runs';

interface StoredRun {
  readonly kind: 'hindcast-sweep-run';
  readonly key: string;
  readonly run: SweepRun;
}

export class RunStore implements SweepStore {
  readonly #folder: string;
  readonly #code: string;
  /** Of what a scenario reads, by the scenario without its seed. */
  readonly #inputsSha256: (scenario: Scenario) => string;

  constructor(outFolder: string, inputsSha256: (scenario: Scenario) => string) {
    this.#folder = join(outFolder, folderName);
    this.#code = codeFingerprint();
    this.#inputsSha256 = inputsSha256;
    mkdirSync(this.#folder, { recursive: true });
  }

  key(scenario: Scenario): string {
    const named = { ...scenario, name: '', summary: '' };
    return createHash('sha256')
      .update(JSON.stringify([this.#code, this.#inputsSha256(scenario), named]))
      .digest('hex')
      .slice(0, 40);
  }

  get(key: string): SweepRun | null {
    const path = this.#path(key);
    if (!existsSync(path)) return null;
    try {
      const stored = JSON.parse(readFileSync(path, 'utf8')) as StoredRun;
      return stored.key === key ? stored.run : null;
    } catch {
      return null; // cut off by a machine that went down: run again
    }
  }

  async put(key: string, run: SweepRun): Promise<void> {
    const stored: StoredRun = { kind: 'hindcast-sweep-run', key, run };
    await writeWholeFile(this.#path(key), `${JSON.stringify(stored)}\n`);
  }

  #path(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}

/** Which Hindcast this is: the version of the package, and the commit when it runs from a checkout. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './shippedScenarios.ts';

export interface ProductVersion {
  readonly version: string;
  /** 40 hex digits, or null outside a checkout. */
  readonly commit: string | null;
}

export function productVersion(): ProductVersion {
  const description: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const version = typeof description === 'object' && description !== null && 'version' in description ? String(description.version) : 'unknown';
  return { version, commit: headCommit() };
}

function headCommit(): string | null {
  try {
    const head = readFileSync(join(packageFolder, '.git', 'HEAD'), 'utf8').trim();
    const commit = head.startsWith('ref: ') ? readFileSync(join(packageFolder, '.git', head.slice('ref: '.length)), 'utf8').trim() : head;
    return /^[0-9a-f]{40}$/.test(commit) ? commit : null;
  } catch {
    return null; // no checkout, or its refs are packed
  }
}

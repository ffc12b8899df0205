import { stringify } from 'yaml';
import type { ScenarioDraft } from './drawScenario.ts';

/** The scenario as a file, with `comment` above it. */
export function printDraft(draft: ScenarioDraft, comment: readonly string[]): string {
  return `${comment.map((line) => `# ${line}\n`).join('')}${stringify(draft, { lineWidth: 0, flowCollectionPadding: true })}`;
}

/** Where figures come from, and how to get them again; what the reports of comparisons and sweeps print of a manifest. */
import { escapeHtml } from '../text/escapeHtml.ts';

export interface Provenance {
  readonly version: string;
  /** Ready to be typed. */
  readonly repeatCommand: string;
  readonly command: string;
  /** The question, as its author put it; may be empty. */
  readonly summary: string;
  /** Name → value: processor, Node, system, when. */
  readonly machine: Readonly<Record<string, string>>;
}

/** The command behind `lead`, then `facts` with what is known of version and machine. */
export function provenanceMarkup(origin: Provenance, lead: string, facts: readonly (readonly [string, string])[]): string {
  const machine = Object.entries(origin.machine).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value] as const);
  return `<p>${lead}</p>
<pre tabindex="0">${escapeHtml(origin.repeatCommand)}</pre>
${pairsMarkup([...facts, ['Typed', origin.command], ['Version', origin.version], ...machine])}`;
}

export function pairsMarkup(pairs: readonly (readonly [string, string])[], isMono = false): string {
  const rows = pairs.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd${isMono ? ' class="mono"' : ''}>${escapeHtml(value)}</dd>`);
  return `<dl class="pairs">${rows.join('')}</dl>`;
}

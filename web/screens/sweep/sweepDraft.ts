/** The text of the sweep that is being written, as long as the page is open. */
export const sweepDraft = { text: '' };

/** A sweep that was dropped in, or that ships. */
export function keepSweepFile(text: string): void {
  sweepDraft.text = text;
}

/** Texts of scenarios that are being edited, as long as the page is open, by the name that the address has for them. */
export interface Draft {
  readonly original: string;
  text: string;
  readonly sourceName: string;
}

export const drafts = new Map<string, Draft>();

/** A scenario that was dropped in. Returns its name. */
export function keepDraft(fileName: string, text: string): string {
  const name = `file:${fileName}`;
  drafts.set(name, { original: text, text, sourceName: fileName });
  return name;
}

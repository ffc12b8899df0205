/** From CITATION.cff what is shown of it, and the same as BibTeX. */
export interface ShownCitation {
  readonly version: string;
  readonly bibtex: string;
}

/** Reads the plain fields at the top; what is nested is not needed here. */
export function citationOf(cff: string): ShownCitation {
  const field = (name: string): string => {
    const found = new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(cff)?.[1] ?? '';
    return found.replace(/^(['"])(.*)\1$/, '$2').trim();
  };
  const author = /^\s*- name:\s*(.*)$/m.exec(cff)?.[1]?.trim() ?? '';
  const version = field('version');
  const released = field('date-released');
  const lines = [
    ['title', field('title')],
    ['author', `{${author}}`],
    ['version', version],
    ['year', released.slice(0, 4)],
    ['date', released],
  ];
  return { version, bibtex: `@software{hindcast,\n${lines.map(([name, value]) => `  ${name} = {${value}},`).join('\n')}\n}` };
}

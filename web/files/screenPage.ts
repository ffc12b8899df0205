/**
 * What is on the screen as one HTML file that needs nothing else: text, tables and figures as they are seen, charts as pictures in the theme of now, what was chosen as words. No script is
 * in it. At its top stands what it is of, and how to come to it again.
 */
import { escapeHtml } from '../../reports/text/escapeHtml.ts';

export interface ScreenFacts {
  readonly title: string;
  readonly summary: string;
  /** Name and value, such as the digest. */
  readonly facts: readonly (readonly [string, string])[];
}

export function screenPage(main: HTMLElement, { title, summary, facts }: ScreenFacts): string {
  const copy = main.cloneNode(true) as HTMLElement;
  drawCanvases(main, copy);
  spellChoices(main, copy);
  for (const control of copy.querySelectorAll('.saves, [data-save], form, textarea, input, .menu, dialog, .pager')) control.remove();
  for (const button of copy.querySelectorAll('button, a, label, [role=slider]')) {
    const words = document.createElement('span');
    words.className = button.className.includes('primary') || button.className.includes('plain') ? 'unseen' : button.className;
    words.append(...button.childNodes);
    button.replaceWith(words);
  }
  const { theme } = document.documentElement.dataset;
  const listed = facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd class="mono">${escapeHtml(value)}</dd>`).join('');
  return `<!doctype html>
<html lang="en"${theme === undefined ? '' : ` data-theme="${theme}"`}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';img-src data:">
<title>${escapeHtml(title)} – Hindcast</title><style>${styleText().replaceAll('</', '<\\/')}
.saved{max-width:1440px;margin:0 auto;padding:28px}.saved canvas,.saved img{max-width:100%;height:auto}</style></head>
<body><div class="saved app-saved"><h1>${escapeHtml(title)}</h1><p class="soft">${escapeHtml(summary)}</p><dl class="pairs">${listed}</dl>
${copy.innerHTML}</div></body></html>
`;
}

/** Every canvas becomes a picture; what a screen reader said of it, its words. */
function drawCanvases(main: HTMLElement, copy: HTMLElement): void {
  const canvases = [...main.querySelectorAll('canvas')];
  [...copy.querySelectorAll('canvas')].forEach((copied, index) => {
    const canvas = canvases[index]!;
    const picture = document.createElement('img');
    picture.alt = canvas.getAttribute('aria-label') ?? canvas.closest('[aria-label]')?.getAttribute('aria-label') ?? '';
    picture.src = canvas.toDataURL('image/png');
    picture.width = Math.round(canvas.clientWidth);
    picture.height = Math.round(canvas.clientHeight);
    copied.replaceWith(picture);
  });
}

/** A list to choose from becomes what is chosen. */
function spellChoices(main: HTMLElement, copy: HTMLElement): void {
  const selects = [...main.querySelectorAll('select')];
  [...copy.querySelectorAll('select')].forEach((copied, index) => {
    const words = document.createElement('b');
    words.textContent = selects[index]?.selectedOptions[0]?.textContent.trim() ?? '';
    copied.replaceWith(words);
  });
}

function styleText(): string {
  return document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n');
}

/**
 * A text area with line numbers, the text coloured below it, and one mistake marked where it is: in the gutter, in the text, and in words under it.
 *
 * The text area stays a plain one: selection, undo, search, dictation and screen readers work as everywhere. Tab leaves it, as on every page; Ctrl or ⌘ and ] or [ indent.
 */
import { escapeHtml } from '../../reports/text/escapeHtml.ts';
import { adoptStyles } from '../shell/styleSheets.ts';
import styles from './editor.css?inline';
import { yamlTokens } from './yamlTokens.ts';

adoptStyles(styles);

export interface TextMistake {
  /** From 1; 0: of the whole text. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export class TextEditor {
  readonly element: HTMLElement;
  readonly #area: HTMLTextAreaElement;
  readonly #paint: HTMLElement;
  readonly #gutter: HTMLElement;
  readonly #message: HTMLElement;
  readonly #what: string;
  #mistake: TextMistake | null = null;

  /** `what` it is the text of, in words. */
  constructor(what: 'scenario' | 'sweep', label: string, onInput: (text: string) => void) {
    this.#what = what;
    this.element = document.createElement('div');
    this.element.className = 'text-editor';
    this.element.innerHTML = `<div class="sheet"><ol class="gutter" aria-hidden="true"></ol><div class="page"><pre aria-hidden="true"></pre><textarea spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off" aria-label="${escapeHtml(label)}" aria-describedby="editor-mistake"></textarea></div></div>
<p class="mistake" id="editor-mistake" role="status"></p>`;
    this.#area = this.element.querySelector('textarea')!;
    this.#paint = this.element.querySelector('pre')!;
    this.#gutter = this.element.querySelector('ol')!;
    this.#message = this.element.querySelector('.mistake')!;
    this.#area.addEventListener('input', () => {
      this.#draw();
      onInput(this.#area.value);
    });
    this.#area.addEventListener('keydown', (event) => this.#indent(event, onInput));
    this.#message.addEventListener('click', () => this.goToMistake());
  }

  get text(): string {
    return this.#area.value;
  }

  /** Keeps the place of the cursor as far as there is one. */
  setText(text: string): void {
    if (text === this.#area.value) return;
    const { selectionStart } = this.#area;
    this.#area.value = text;
    this.#area.setSelectionRange(selectionStart, selectionStart);
    this.#draw();
  }

  setMistake(mistake: TextMistake | null): void {
    this.#mistake = mistake;
    this.#area.setAttribute('aria-invalid', String(mistake !== null));
    this.#message.innerHTML =
      mistake === null
        ? `<span class="good">This is a ${this.#what}.</span>`
        : `<span class="bad">${mistake.line > 0 ? `<button type="button" class="link">Line ${mistake.line}, column ${mistake.column}</button>: ` : ''}${escapeHtml(mistake.message)}</span>`;
    this.#draw();
  }

  goToMistake(): void {
    if (this.#mistake === null || this.#mistake.line === 0) return;
    const lines = this.#area.value.split('\n');
    const at = lines.slice(0, this.#mistake.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + this.#mistake.column - 1;
    this.#area.focus();
    this.#area.setSelectionRange(at, at);
  }

  focus(): void {
    this.#area.focus();
  }

  #draw(): void {
    const lines = this.#area.value.split('\n');
    this.#gutter.innerHTML = lines.map((_, index) => (index + 1 === this.#mistake?.line ? '<li class="wrong"></li>' : '<li></li>')).join('');
    // The text area lies over the painted text and is as large as it: both scroll with the sheet.
    this.#paint.innerHTML = `${lines.map((line, index) => this.#paintLine(line, index + 1)).join('\n')}\n`;
  }

  #paintLine(line: string, number: number): string {
    const wrongFrom = number === this.#mistake?.line ? Math.min(this.#mistake.column - 1, Math.max(0, line.trimEnd().length - 1)) : -1;
    let at = 0;
    let isMarked = false;
    const painted = yamlTokens(line)
      .map(({ kind, text }) => {
        const isWrong = wrongFrom >= 0 && !isMarked && at + text.length > wrongFrom && kind !== 'space';
        isMarked ||= isWrong;
        at += text.length;
        const shown = escapeHtml(text);
        return kind === 'space' ? shown : `<span class="${kind}${isWrong ? ' wrong' : ''}">${shown}</span>`;
      })
      .join('');
    return wrongFrom >= 0 && line === '' ? '<span class="wrong"> </span>' : painted;
  }

  #indent(event: KeyboardEvent, onInput: (text: string) => void): void {
    if (!(event.ctrlKey || event.metaKey) || (event.key !== ']' && event.key !== '[')) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = this.#area;
    const from = value.lastIndexOf('\n', selectionStart - 1) + 1;
    const changed = value.slice(from, selectionEnd).replaceAll(event.key === ']' ? /^/gm : /^ {1,2}/gm, event.key === ']' ? '  ' : '');
    // Goes into the area's own undo.
    this.#area.setSelectionRange(from, selectionEnd);
    this.#area.setRangeText(changed, from, selectionEnd, 'select');
    this.#draw();
    onInput(this.#area.value);
  }
}

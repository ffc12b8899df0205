/**
 * The form of a scenario on the page: fields and groups of the form model, groups filled when they are opened. A change goes out as edits of the text; whoever owns the text calls
 * `show` with what is written then. Groups that were open stay open, and the field that had the keyboard keeps it.
 */
import { escapeHtml } from '../../reports/text/escapeHtml.ts';
import { partKey, type FormEdit, type FormField, type FormGroup, type FormPart } from './formModel.ts';

export class ScenarioForm {
  readonly element: HTMLElement;
  readonly #onEdit: (edits: readonly FormEdit[]) => void;
  readonly #open = new Set<string>(['server', 'server.cache', 'server.cache.flush', 'vms', 'timeline']);
  #mistake: { readonly field: string; readonly message: string } | null = null;
  #number = 0;

  constructor(onEdit: (edits: readonly FormEdit[]) => void) {
    this.#onEdit = onEdit;
    this.element = document.createElement('div');
    this.element.className = 'scenario-form';
  }

  show(parts: readonly FormPart[]): void {
    const active = document.activeElement;
    const focused = active !== null && this.element.contains(active) ? active.getAttribute('data-key') : null;
    const top = this.element.scrollTop;
    this.#number = 0;
    this.element.replaceChildren(this.#fieldset(parts));
    this.#markMistake();
    if (focused !== null) this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    this.element.scrollTop = top;
  }

  /** `field` is the dotted path of a message; it is shown at the field, or at the nearest part above it. */
  setMistake(mistake: { readonly field: string; readonly message: string } | null): void {
    this.#mistake = mistake;
    this.#markMistake();
  }

  #markMistake(): void {
    for (const old of this.element.querySelectorAll('.field-mistake')) old.remove();
    for (const old of this.element.querySelectorAll('[aria-invalid]')) old.removeAttribute('aria-invalid');
    const mistake = this.#mistake;
    if (mistake === null || mistake.field === '') return;
    for (let key = mistake.field; key !== ''; key = key.slice(0, Math.max(0, key.lastIndexOf('.')))) {
      const found = this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
      if (found === null) continue;
      if (found.matches('input, select')) found.setAttribute('aria-invalid', 'true');
      const note = document.createElement('p');
      note.className = 'field-mistake bad';
      note.textContent = mistake.message;
      (found.closest('.field') ?? found).append(note);
      return;
    }
  }

  /** Fields first, two to a row; groups below. */
  #fieldset(parts: readonly FormPart[]): DocumentFragment {
    const fragment = document.createDocumentFragment();
    const fields = document.createElement('div');
    fields.className = 'fields';
    fields.append(...parts.filter((part) => part.kind === 'field').map((part) => this.#field(part)));
    if (fields.childElementCount > 0) fragment.append(fields);
    fragment.append(...parts.filter((part) => part.kind === 'group').map((part) => this.#group(part)));
    return fragment;
  }

  #field(field: FormField): HTMLElement {
    const row = document.createElement('div');
    row.className = `field${field.text === '' ? '' : ' given'}`;
    const id = `form-${String((this.#number += 1))}`;
    const hint = field.hint === '' ? '' : `<small id="${id}-hint">${escapeHtml(field.hint)}</small>`;
    row.innerHTML = `<label for="${id}">${escapeHtml(field.label)}</label>${field.choices === null ? textInput(field, id) : choiceInput(field, id)}${hint}`;
    const input = row.querySelector<HTMLInputElement | HTMLSelectElement>('input, select')!;
    if (hint !== '') input.setAttribute('aria-describedby', `${id}-hint`);
    input.dataset['key'] = partKey(field.path);
    input.addEventListener('change', () => this.#onEdit(field.edits(input.value)));
    return row;
  }

  #group(group: FormGroup): HTMLElement {
    const element = document.createElement('details');
    const key = partKey(group.path);
    element.dataset['key'] = key;
    element.className = 'group';
    element.innerHTML = `<summary><b>${escapeHtml(group.label)}</b><span class="soft">${escapeHtml(group.summary)}</span></summary>${group.hint === '' ? '' : `<p class="soft hint">${escapeHtml(group.hint)}</p>`}<div class="parts"></div>`;
    const place = element.querySelector('.parts')!;
    let isFilled = false;
    const fill = (): void => {
      if (isFilled) return;
      isFilled = true;
      place.replaceChildren(this.#fieldset(group.parts()));
      const { add, remove } = group;
      if (add !== null) place.append(this.#action(add.label, `${group.label}: ${add.label}`, add.edits));
      if (remove !== null) place.append(this.#action('Remove', `Remove ${group.label}`, remove));
    };
    if (this.#open.has(key)) {
      element.open = true;
      fill();
    }
    element.addEventListener('toggle', () => {
      if (element.open) this.#open.add(key);
      else this.#open.delete(key);
      if (element.open) fill();
    });
    return element;
  }

  #action(label: string, name: string, edits: readonly FormEdit[]): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = label;
    button.setAttribute('aria-label', name);
    button.addEventListener('click', () => this.#onEdit(edits));
    return button;
  }
}

function textInput(field: FormField, id: string): string {
  return `<input id="${id}" type="text" value="${escapeHtml(field.text)}" placeholder="${escapeHtml(field.defaultText)}" spellcheck="false" autocomplete="off">`;
}

function choiceInput({ choices, text, defaultText }: FormField, id: string): string {
  const names = choices ?? [];
  const other = text === '' || names.includes(text) ? '' : `<option selected>${escapeHtml(text)}</option>`;
  const byDefault = `<option value=""${text === '' ? ' selected' : ''}>${defaultText === '' ? 'default' : `default: ${escapeHtml(defaultText)}`}</option>`;
  return `<select id="${id}">${byDefault}${names.map((name) => `<option${name === text ? ' selected' : ''}>${escapeHtml(name)}</option>`).join('')}${other}</select>`;
}

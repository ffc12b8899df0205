/**
 * The keys of the page. Each is described where it is bound, and listed by `?`. While someone types in a field, or a dialog is open, only that hears keys;
 * keys with Ctrl, Alt or Meta belong to the browser. A button or link that has the focus keeps Space and Enter.
 */
export interface KeyBinding {
  /** As in KeyboardEvent.key; letters are lower case. Two keys with a space between them: one after the other. */
  readonly key: string;
  /** What it does, for the list. */
  readonly does: string;
  act(): void;
}

export interface KeyGroup {
  readonly title: string;
  readonly bindings: readonly KeyBinding[];
}

/** The first of two keys is forgotten after so long. */
const prefixMs = 2500;

export class Keyboard {
  readonly #groups = new Set<KeyGroup>();
  #prefix = '';
  #prefixAtMs = 0;

  constructor() {
    document.addEventListener('keydown', (event) => this.#hear(event));
  }

  get groups(): readonly KeyGroup[] {
    return [...this.#groups];
  }

  /** Returns how to take them away again. */
  bind(group: KeyGroup): () => void {
    this.#groups.add(group);
    return () => this.#groups.delete(group);
  }

  #hear(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTaken(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isSecond = this.#prefix !== '' && event.timeStamp - this.#prefixAtMs < prefixMs;
    const pressed = isSecond ? `${this.#prefix} ${key}` : key;
    this.#prefix = '';
    const all = this.groups.flatMap(({ bindings }) => bindings);
    const found = all.findLast((binding) => binding.key === pressed);
    if (found !== undefined) {
      event.preventDefault();
      found.act();
    } else if (all.some((binding) => binding.key.startsWith(`${key} `))) {
      this.#prefix = key;
      this.#prefixAtMs = event.timeStamp;
    }
  }
}

/** Does the key belong to what has the focus? */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (document.querySelector('dialog[open]') !== null) return true;
  if (target.isContentEditable || target.closest('textarea,select,[data-keys=own]') !== null) return true;
  if (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)) return true;
  return (event.key === ' ' || event.key === 'Enter') && target.closest('button,a,summary,input,[role=button],[role=slider]') !== null;
}

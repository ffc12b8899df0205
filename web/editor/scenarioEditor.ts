/**
 * Edits a scenario as a form and as text, side by side: a change in one is in the other at once. What is wrong is shown where it stands, in both; a scenario with a mistake can't be run.
 *
 * The text is what counts; the form writes single fields of it and leaves the rest, remarks too, as it is.
 */
import { html, render } from 'lit/html.js';
import { editText, plainScenario } from '../../sim/scenario/editText.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { ScenarioError } from '../../sim/scenario/scenarioError.ts';
import { scenarioJsonSchema } from '../../sim/scenario/schema.ts';
import { commandOf } from '../run/runAddress.ts';
import type { App } from '../shell/screen.ts';
import { formOf, type FormEdit } from './formModel.ts';
import type { Schema } from './formSchema.ts';
import { ScenarioForm } from './scenarioForm.ts';
import { setsBetween, type ScenarioSet } from './setsBetween.ts';
import { TextEditor } from './textEditor.ts';

export interface EditedScenario {
  /** Of one that ships; null: the user's own. */
  readonly shippedName: string | null;
  readonly sourceName: string;
  /** As it ships, or came. */
  readonly original: string;
}

/** What `run` gets: the sets when they say it all, else the text. */
export interface RunnableScenario {
  readonly text: string;
  readonly sets: readonly ScenarioSet[] | null;
}

export interface EditorHost {
  run(scenario: RunnableScenario): void;
  close(): void;
  /** Each time the text has changed. */
  keep(text: string): void;
}

const seedEnd = 2 ** 32;
/** Errors while one types are no errors yet. */
const checkAfterMs = 200;

export class ScenarioEditor {
  readonly #app: App;
  readonly #place: HTMLElement;
  readonly #host: EditorHost;
  readonly #edited: EditedScenario;
  readonly #schema = scenarioJsonSchema() as Schema;
  readonly #text: TextEditor;
  readonly #form: ScenarioForm;
  readonly #head = document.createElement('div');
  #valid: Scenario | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #seen: 'form' | 'text' = 'form';

  constructor(place: HTMLElement, app: App, edited: EditedScenario, host: EditorHost, text: string) {
    this.#app = app;
    this.#place = place;
    this.#host = host;
    this.#edited = edited;
    this.#text = new TextEditor('scenario', `Text of the scenario ${edited.sourceName}`, () => this.#onTyped());
    this.#form = new ScenarioForm((edits) => this.#onEdits(edits));
    this.#head.className = 'editor-head';
    const body = document.createElement('div');
    body.className = 'editor-body';
    body.append(this.#form.element, this.#text.element);
    place.replaceChildren(this.#head, body);
    this.#text.setText(text);
    this.#check();
  }

  destroy(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #onTyped(): void {
    this.#host.keep(this.#text.text);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), checkAfterMs);
  }

  #onEdits(edits: readonly FormEdit[]): void {
    this.#setText(edits.reduce((text, { path, value }) => editText(text, path, value), this.#text.text));
  }

  #setText(text: string): void {
    this.#text.setText(text);
    this.#host.keep(text);
    this.#check();
  }

  #check(): void {
    this.#timer = null;
    const { text } = this.#text;
    this.#valid = null;
    try {
      this.#valid = parseScenario(text, this.#edited.sourceName, []);
      this.#text.setMistake(null);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      const { field, given, allowed, suggestion } = error;
      const words = `${field === '' ? '' : `${field} `}${given}; ${allowed}${suggestion === null ? '' : `; did you mean ${suggestion}?`}`;
      this.#text.setMistake({ line: error.line, column: error.column, message: words });
    }
    const written = plainScenario(text);
    if (written !== undefined) this.#form.show(formOf(this.#schema, written));
    this.#showMistakeInForm();
    this.#renderHead();
  }

  #showMistakeInForm(): void {
    if (this.#valid !== null) {
      this.#form.setMistake(null);
      return;
    }
    try {
      parseScenario(this.#text.text, this.#edited.sourceName, []);
    } catch (error) {
      if (error instanceof ScenarioError) this.#form.setMistake({ field: error.field, message: `${error.given}; ${error.allowed}` });
    }
  }

  #renderHead(): void {
    const valid = this.#valid;
    const isChanged = this.#text.text !== this.#edited.original;
    render(
      html`<button type="button" class="plain" @click=${() => this.#host.close()}>All scenarios</button>
        <h2>${valid?.name ?? this.#edited.shippedName ?? 'Scenario'}${isChanged ? html`<span class="changed">changed</span>` : ''}</h2>
        <div class="editor-tabs segments" role="group" aria-label="What is shown">
          <button type="button" aria-pressed=${String(this.#seen === 'form')} @click=${() => this.#see('form')}>Form</button>
          <button type="button" aria-pressed=${String(this.#seen === 'text')} @click=${() => this.#see('text')}>Text</button>
        </div>
        <label class="field seed"
          >Seed
          <input
            class="plain"
            inputmode="numeric"
            size="10"
            .value=${String(valid?.seed ?? '')}
            ?disabled=${valid === null}
            @change=${(event: Event) => this.#onEdits([{ path: ['seed'], value: (event.target as HTMLInputElement).value }])}
          />
        </label>
        <button type="button" class="plain" ?disabled=${valid === null} @click=${() => this.#reroll()}>New seed</button>
        <span class="spring"></span>
        <button type="button" class="plain" ?disabled=${!isChanged} @click=${() => this.#setText(this.#edited.original)}>Undo all</button>
        <button type="button" class="plain" @click=${() => this.#download()}>Save file</button>
        <button type="button" class="plain" ?disabled=${valid === null} @click=${() => void this.#copyCommand()}>Copy as command</button>
        <button type="button" class="primary" ?disabled=${valid === null} @click=${() => this.#host.run({ text: this.#text.text, sets: this.#sets() })}>
          Run
        </button>`,
      this.#head,
    );
    this.#place.dataset['seen'] = this.#seen;
  }

  #see(part: 'form' | 'text'): void {
    this.#seen = part;
    this.#renderHead();
  }

  #reroll(): void {
    const [drawn = 1] = crypto.getRandomValues(new Uint32Array(1));
    this.#onEdits([{ path: ['seed'], value: String(drawn % seedEnd) }]);
    this.#app.say(`Seed ${String(drawn)}`);
  }

  /** What makes this of the scenario that ships; null when sets can't say it, or there is none. */
  #sets(): readonly ScenarioSet[] | null {
    const { shippedName, original, sourceName } = this.#edited;
    if (shippedName === null) return null;
    const sets = setsBetween(plainScenario(original), plainScenario(this.#text.text));
    if (sets === null) return null;
    try {
      const bySets = parseScenario(
        original,
        sourceName,
        sets.map((set) => ({ ...set, cwdRelative: true })),
      );
      return JSON.stringify(bySets) === JSON.stringify(this.#valid) ? sets : null;
    } catch {
      return null;
    }
  }

  async #copyCommand(): Promise<void> {
    const sets = this.#sets();
    const name = sets === null ? `${this.#valid?.name ?? 'scenario'}.yaml` : (this.#edited.shippedName ?? '');
    const seed = sets?.find(({ path }) => path === 'seed')?.value;
    const others = sets?.filter(({ path }) => path !== 'seed') ?? [];
    const command = `${commandOf(name, others)}${seed === undefined ? '' : ` --seed ${seed}`}`;
    await navigator.clipboard.writeText(command);
    this.#app.notify({ kind: 'done', text: sets === null ? `Copied: ${command}\nSave the scenario as that file first.` : `Copied: ${command}` });
  }

  #download(): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([this.#text.text], { type: 'application/yaml' }));
    link.download = `${this.#valid?.name ?? this.#edited.shippedName ?? 'scenario'}.yaml`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

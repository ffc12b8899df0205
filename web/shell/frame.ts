/** The page around the screens: navigation, title, the controls of the run where it is shown, theme, keys. */
import { html, render } from 'lit/html.js';
import { exportMenu } from '../files/exportMenu.ts';
import { startTour } from '../run/tour.ts';
import { mountRunBar } from '../run/runBar.ts';
import { openKeyHelp } from './keyHelp.ts';
import type { App, ScreenEntry } from './screen.ts';
import { screenTable } from './screenTable.ts';
import { themeChoices } from './theme.ts';

const groups = [...new Set(screenTable.map(({ group }) => group))];

export class Frame {
  readonly #app: App;
  readonly #root: HTMLElement;
  #entry: ScreenEntry = screenTable[0]!;
  #leave: () => void = () => undefined;
  /** Counts up with each change of screen: one that loads too late is not shown. */
  #turn = 0;

  constructor(root: HTMLElement, app: App) {
    this.#root = root;
    this.#app = app;
  }

  start(): void {
    const app = this.#app;
    app.theme.choice.listen(() => this.#render());
    app.address.place.listen(() => this.#show());
    app.keyboard.bind({
      title: 'Everywhere',
      bindings: [
        { key: '?', does: 'Show this list', act: () => openKeyHelp(app.keyboard) },
        ...screenTable.map((entry) => ({ key: `g ${entry.key}`, does: `Go to ${entry.title}`, act: () => app.address.go(entry.id) })),
        {
          key: 'g t',
          does: 'Next theme',
          act: () => app.theme.choose(themeChoices[(themeChoices.indexOf(app.theme.choice.value) + 1) % themeChoices.length]!),
        },
      ],
    });
    this.#render();
    mountRunBar(this.#root.querySelector<HTMLElement>('.run-bar')!, app);
    this.#show();
  }

  #show(): void {
    const { screen } = this.#app.address.place.value;
    const entry = screenTable.find(({ id }) => id === screen) ?? screenTable[0]!;
    if (this.#turn > 0 && entry === this.#entry) return;
    const isFirst = this.#turn === 0;
    this.#entry = entry;
    this.#turn += 1;
    this.#render();
    document.title = `${entry.title} · Hindcast`;
    void this.#mount(entry, this.#turn, isFirst);
  }

  async #mount(entry: ScreenEntry, turn: number, isFirst: boolean): Promise<void> {
    this.#leave();
    this.#leave = () => undefined;
    const main = this.#root.querySelector('main')!;
    const place = document.createElement('div');
    main.replaceChildren(place);
    main.dataset['screen'] = entry.id;
    delete main.dataset['ready'];
    try {
      const screen = await entry.load();
      if (turn !== this.#turn) return;
      this.#leave = screen(place, this.#app);
      main.dataset['ready'] = 'true';
    } catch (error) {
      this.#app.notify({ kind: 'error', text: `The screen ${entry.title} cannot be shown: ${error instanceof Error ? error.message : String(error)}` });
    }
    if (isFirst) return;
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
    this.#app.say(entry.title);
  }

  #render(): void {
    const app = this.#app;
    const entry = this.#entry;
    render(
      html`<button type="button" class="skip" @click=${() => this.#root.querySelector('main')?.focus()}>Skip to the screen</button>
        <nav class="side" aria-label="Screens">
          <a class="brand" href=${app.address.link(screenTable[0]!.id)}>Hindcast</a>
          ${groups.map(
            (group) =>
              html`<div class="side-group">
                <h2>${group}</h2>
                <ul>
                  ${screenTable
                    .filter((other) => other.group === group)
                    .map(
                      (other) =>
                        html`<li>
                          <a
                            href=${app.address.link(other.id)}
                            aria-current=${other === entry ? 'page' : 'false'}
                            @click=${(event: Event) => this.#follow(event, other)}
                            >${other.title}</a
                          >
                        </li>`,
                    )}
                </ul>
              </div>`,
          )}
          <div class="side-foot">
            <button type="button" class="quiet" @click=${() => startTour(app)}>Tour</button>
            <div class="segments" role="group" aria-label="Theme">
              ${themeChoices.map(
                (choice) =>
                  html`<button type="button" aria-pressed=${String(app.theme.choice.value === choice)} @click=${() => app.theme.choose(choice)}>
                    ${choice}
                  </button>`,
              )}
            </div>
            <button type="button" class="quiet" @click=${() => openKeyHelp(app.keyboard)}>Keys <kbd>?</kbd></button>
          </div>
        </nav>
        <div class="body">
          <header class="screen-head">
            <h1>${entry.title}</h1>
            <p>${entry.summary}</p>
            <span class="screen-save">${exportMenu(app, entry)}</span>
          </header>
          <div class="run-bar" ?hidden=${!entry.isLive} role="region" aria-label="The run"></div>
          <main tabindex="-1"></main>
        </div>`,
      this.#root,
    );
  }

  /** The link as it is now: what it was when it was drawn may have changed. */
  #follow(event: Event, entry: ScreenEntry): void {
    const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
    if (ctrlKey || metaKey || shiftKey) return;
    event.preventDefault();
    this.#app.address.go(entry.id);
  }
}

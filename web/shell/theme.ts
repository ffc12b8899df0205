/** Light, dark or as the system says: chosen once, kept for the next visit, set on the root element. */
import type { Theme } from '../../reports/charts/palette.ts';
import { Signal } from './signal.ts';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const storageName = 'hindcast-theme';

export class ThemeSwitch {
  /** What is seen now. */
  readonly shown: Signal<Theme>;
  readonly choice: Signal<ThemeChoice>;
  readonly #systemDark = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    this.choice = new Signal(storedChoice());
    this.shown = new Signal<Theme>('light');
    this.#show();
    this.#systemDark.addEventListener('change', () => this.#show());
  }

  choose(choice: ThemeChoice): void {
    this.choice.set(choice);
    try {
      localStorage.setItem(storageName, choice);
    } catch {
      // A page that may not store anything forgets the choice: no harm.
    }
    this.#show();
  }

  #show(): void {
    const { value } = this.choice;
    if (value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = value;
    this.shown.set(value === 'system' ? (this.#systemDark.matches ? 'dark' : 'light') : value);
  }
}

function storedChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(storageName);
    return themeChoices.find((choice) => choice === stored) ?? 'system';
  } catch {
    return 'system';
  }
}

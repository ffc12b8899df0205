/** What a screen is: a line in `screenTable.ts`, and a function that fills a place of the page. */
import type { RunClient } from '../run/runClient.ts';
import type { TimeLink } from '../../reports/charts/timeLink.ts';
import type { Address } from './address.ts';
import type { Keyboard } from './keyboard.ts';
import type { Notice } from './notices.ts';
import type { ThemeSwitch } from './theme.ts';

/** What screens are given. One for the whole page: what is in it stays when the screen changes. */
export interface App {
  readonly address: Address;
  readonly theme: ThemeSwitch;
  readonly keyboard: Keyboard;
  /** The run that all live screens show. */
  readonly run: RunClient;
  /** The range of time and the instant that all charts show. */
  readonly time: TimeLink;
  /** To screen readers. */
  say(text: string): void;
  notify(notice: Notice): void;
}

/** Fills `place`, which is empty. Returns what to do before the screen goes. */
export type Screen = (place: HTMLElement, app: App) => () => void;

export interface ScreenEntry {
  /** In the address. */
  readonly id: string;
  readonly title: string;
  /** Below the title: what it is for. */
  readonly summary: string;
  /** Pressed after `g`. */
  readonly key: string;
  readonly group: 'Simulate' | 'Study' | 'More';
  /** Does it show the run in the worker, with its controls above? */
  readonly isLive: boolean;
  /** Loaded when it is first opened. */
  load(): Promise<Screen>;
}

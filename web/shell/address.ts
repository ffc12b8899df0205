/**
 * What is shown, as it stands in the address: `#/SCREEN?name=value&…`. The part behind `#` never leaves the browser, so any static server will do, and a
 * copied address shows the same view. Names that several screens understand (the scenario, its changes, the range of time) stay when the screen changes.
 */
import { Signal } from './signal.ts';

/** Kept from screen to screen. */
export const sharedNames = ['scenario', 'text', 'set', 'from', 'to', 'at'] as const;

export interface Place {
  readonly screen: string;
  readonly params: URLSearchParams;
}

/** A list: the name again and again. `null` takes a name away. */
export type ParamChanges = Readonly<Record<string, string | readonly string[] | null>>;

export class Address {
  readonly place: Signal<Place>;

  constructor() {
    this.place = new Signal(readPlace());
    addEventListener('hashchange', () => this.place.set(readPlace()));
  }

  get(name: string): string | null {
    return this.place.value.params.get(name);
  }

  all(name: string): readonly string[] {
    return this.place.value.params.getAll(name);
  }

  /** Changes the view in place: no new entry in the browser's history, and nobody is told. */
  note(changes: ParamChanges): void {
    const { screen, params } = this.place.value;
    const changed = changedParams(params, changes);
    if (changed.toString() === params.toString()) return;
    history.replaceState(null, '', hashOf(screen, changed));
    for (const name of [...params.keys()]) params.delete(name);
    for (const [name, value] of changed) params.append(name, value);
  }

  /** Goes to a screen: a new entry in the history. */
  go(screen: string, changes: ParamChanges = {}): void {
    location.hash = this.link(screen, changes);
  }

  /** The address of a screen, for links. */
  link(screen: string, changes: ParamChanges = {}): string {
    const kept = new URLSearchParams();
    for (const name of sharedNames) for (const value of this.all(name)) kept.append(name, value);
    return hashOf(screen, changedParams(kept, changes));
  }
}

function readPlace(): Place {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  return { screen: path, params: new URLSearchParams(query) };
}

function changedParams(params: URLSearchParams, changes: ParamChanges): URLSearchParams {
  const changed = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    changed.delete(name);
    if (typeof value === 'string') changed.append(name, value);
    else if (value !== null) for (const each of value) changed.append(name, each);
  }
  return changed;
}

function hashOf(screen: string, params: URLSearchParams): string {
  const query = params.toString();
  return query === '' ? `#/${screen}` : `#/${screen}?${query}`;
}

import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';

export interface EventCountState {
  readonly events: number;
  readonly instantNs: number;
  readonly eventsAtInstant: number;
}

/** More events than this at one instant: the scenario goes round in circles without any time passing. */
const EVENTS_AT_ONCE_MAX = 20_000_000;

/** Counts the events of a run, and notices when time does not go on. */
export class EventCount implements Stateful<EventCountState> {
  events = 0;
  /** The instant of the last event, and how many there were at it before. */
  #instantNs = -1;
  #eventsAtInstant = 0;

  add(nowNs: number): void {
    this.events += 1;
    if (this.#instantNs !== nowNs) {
      this.#instantNs = nowNs;
      this.#eventsAtInstant = 0;
      return;
    }
    this.#eventsAtInstant += 1;
    assert(this.#eventsAtInstant < EVENTS_AT_ONCE_MAX, 'time goes on: a workload without think time needs IO that takes time');
  }

  save(): EventCountState {
    return { events: this.events, instantNs: this.#instantNs, eventsAtInstant: this.#eventsAtInstant };
  }

  restore(state: EventCountState): void {
    this.events = state.events;
    this.#instantNs = state.instantNs;
    this.#eventsAtInstant = state.eventsAtInstant;
  }
}

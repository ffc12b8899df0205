/**
 * A part whose state can be taken out and put back.
 *
 * `save()` returns plain, structured-clonable data (numbers, strings, arrays, typed arrays, objects of these) that shares no memory with the part.
 * `restore()` makes a part that was built with the same configuration continue exactly as the saved one would have; the saved state may be used again.
 * Stepping back, forking and crash sampling stand on this.
 */
export interface Stateful<State> {
  save(): State;
  restore(state: State): void;
}

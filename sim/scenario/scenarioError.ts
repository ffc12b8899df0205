/**
 * The user's scenario (or a `--set`) is wrong. Carries the place, the field, what was given, what is allowed and, where one is near, what was probably meant; the message says it all in
 * one paragraph and is meant to be printed as it is.
 */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly place: ScenarioPlace;
  /** Dotted path of the field, e.g. `vms.0.workload.file`; empty for the whole document. */
  readonly field: string;
  readonly given: string;
  readonly allowed: string;
  readonly suggestion: string | null;

  constructor(problem: ScenarioProblem) {
    const { place, field, given, allowed } = problem;
    const suggestion = problem.suggestion ?? null;
    const where = place.line > 0 ? `${place.file}:${String(place.line)}:${String(place.column)}` : place.file;
    const what = field === '' ? given : `${field}: ${given}`;
    super(`${where}: ${what}; ${allowed}${suggestion === null ? '' : `; did you mean ${suggestion}?`}`);
    this.place = place;
    this.field = field;
    this.given = given;
    this.allowed = allowed;
    this.suggestion = suggestion;
  }

  get file(): string {
    return this.place.file;
  }
  get line(): number {
    return this.place.line;
  }
  get column(): number {
    return this.place.column;
  }
}

/** Where something stands; line and column from 1, 0 when it has none (a `--set`, a default). */
export interface ScenarioPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ScenarioProblem {
  readonly place: ScenarioPlace;
  readonly field: string;
  /** What was found, as a phrase: `is 4096`, `is missing`, `is no field of a VM`. */
  readonly given: string;
  /** What may stand there, as a phrase: `a size with its unit is needed, such as 4KiB`. */
  readonly allowed: string;
  readonly suggestion?: string | null;
}

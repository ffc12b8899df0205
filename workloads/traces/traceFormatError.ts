/**
 * A trace is not what it should be: truncated, corrupt, of an unknown format, or lacking what was asked of it. Says where, which field, what was found and what is allowed.
 */
export class TraceFormatError extends Error {
  override readonly name = 'TraceFormatError';
  /** File name as the caller knows it. */
  readonly file: string;
  /** `byte 64 (record 2)` or `line 3`; empty: the trace as a whole. */
  readonly place: string;
  readonly field: string;
  readonly given: string;
  readonly allowed: string;

  constructor(problem: { readonly file: string; readonly place: string; readonly field: string; readonly given: string; readonly allowed: string }) {
    const { file, place, field, given, allowed } = problem;
    super(`${file}${place === '' ? '' : `, ${place}`}: ${field === '' ? '' : `${field} `}${given}; ${allowed}`);
    this.file = file;
    this.place = place;
    this.field = field;
    this.given = given;
    this.allowed = allowed;
  }
}

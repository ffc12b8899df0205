/** A fio job file is not what it should be, or asks for what is not understood here. Says where, in which job, which option, what was found and what is allowed. */
export class FioFileError extends Error {
  override readonly name = 'FioFileError';
  readonly file: string;
  /** From 1; 0: the file as a whole. */
  readonly line: number;
  readonly given: string;
  readonly allowed: string;

  constructor(problem: {
    readonly file: string;
    readonly line: number;
    readonly job?: string;
    readonly given: string;
    readonly allowed: string;
    readonly suggestion?: string | null;
  }) {
    const { file, line, job, given, allowed, suggestion } = problem;
    const where = line === 0 ? file : `${file}:${String(line)}`;
    const what = job === undefined || job === '' ? given : `[${job}] ${given}`;
    super(`${where}: ${what}; ${allowed}${suggestion === undefined || suggestion === null ? '' : `; did you mean ${suggestion}?`}`);
    this.file = file;
    this.line = line;
    this.given = given;
    this.allowed = allowed;
  }
}

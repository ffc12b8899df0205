/** The kind of failure: its text up to the first number that is a time or a place. Two failures of a kind are taken to have the same cause. */
export function failureKind(failure: string): string {
  return failure.replace(/ at \d+ ns/, '').replace(/(?<![A-Za-z])[0-9].*/s, '');
}

/** Our bug, not the user's: nobody below the command line catches it. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * States what must hold. `text` is constant: an interpolated one would cost on every call, also when it never fires.
 * Throws InvariantError.
 */
export function assert(condition: boolean, text: string): asserts condition {
  if (!condition) throw new InvariantError(text);
}

/** The call or its input is wrong: exit status 2. The message is printed as it is; it names what was given and what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

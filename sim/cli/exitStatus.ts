/** Exit statuses that scripts rely on. */
export const ExitStatus = {
  Done: 0,
  /** The run found something wrong (an invariant broken), or Hindcast itself failed. */
  FoundWrong: 1,
  /** The call or its input is wrong. */
  BadInput: 2,
  /** A comparison showed a regression beyond a limit of `--fail-on`. */
  Regression: 3,
  /** A manifest did not repeat. */
  NotRepeated: 4,
  /** Ended by Ctrl-C or SIGTERM; what was finished is kept. */
  Interrupted: 130,
} as const;

/**
 * What a command sees of its process: two streams, a folder, a clock, signals. Tests hand in another one, so that messages are tested without spawning.
 *
 * Guarantees: results go to `out`, everything else (progress, messages) to `err`; a reader that went away (EPIPE) is no error.
 */
export interface TextStream {
  write(text: string): void;
  /** A person watches: lines may be drawn over. */
  readonly isTerminal: boolean;
  /** Colours are welcome (NO_COLOR, FORCE_COLOR and what the stream is have been considered). */
  readonly hasColors: boolean;
  readonly columns: number;
}

export interface Terminal {
  readonly out: TextStream;
  readonly err: TextStream;
  /** The working directory, absolute: relative file names count from here. */
  readonly folder: string;
  /** HINDCAST_DEBUG is set: unknown errors show their stack. */
  readonly isDebug: boolean;
  /** Milliseconds of a clock that never goes back. */
  nowMs(): number;
  /** All of standard input. */
  readInput(): Promise<Uint8Array>;
  /**
   * Calls `listener` at the first interrupt (Ctrl-C, SIGTERM) from now on; a second one kills the process.
   * Returns what takes the listener away again.
   */
  onInterrupt(listener: () => void): () => void;
}

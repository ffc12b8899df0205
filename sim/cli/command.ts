/** How a command is added to the program: it builds its commander command and calls `end` with the exit status. One file per command, one line in `commands.ts`. */
import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

export interface CommandHost {
  readonly terminal: Terminal;
  /** What was typed behind `hindcast`. */
  readonly words: readonly string[];
  readonly end: (status: number) => void;
}

export type CommandBuilder = (host: CommandHost) => Command;

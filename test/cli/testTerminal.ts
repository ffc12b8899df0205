/** A terminal for tests: what is written is kept, the clock stands until it is told to move, and an interrupt is a call. */
import type { Terminal, TextStream } from '../../sim/cli/terminal.ts';

export interface TestTerminalOptions {
  readonly folder?: string;
  readonly isTerminal?: boolean;
  readonly input?: string | Uint8Array;
  readonly isDebug?: boolean;
  /** Milliseconds by which the clock moves each time it is read. */
  readonly tickMs?: number;
}

export class TestTerminal implements Terminal {
  outText = '';
  errText = '';
  readonly out: TextStream;
  readonly err: TextStream;
  readonly folder: string;
  readonly isDebug: boolean;
  clockMs = 0;
  private readonly tickMs: number;
  private readonly input: Uint8Array;
  private readonly listeners = new Set<() => void>();

  constructor(options: TestTerminalOptions = {}) {
    const isTerminal = options.isTerminal ?? false;
    const stream = (keep: (text: string) => void): TextStream => ({ write: keep, isTerminal, hasColors: isTerminal, columns: 100 });
    this.out = stream((text) => (this.outText += text));
    this.err = stream((text) => (this.errText += text));
    this.folder = options.folder ?? process.cwd();
    this.isDebug = options.isDebug ?? false;
    this.tickMs = options.tickMs ?? 0;
    this.input = typeof options.input === 'string' ? new TextEncoder().encode(options.input) : (options.input ?? new Uint8Array());
  }

  nowMs(): number {
    return (this.clockMs += this.tickMs);
  }

  readInput(): Promise<Uint8Array> {
    return Promise.resolve(this.input);
  }

  onInterrupt(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  interrupt(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

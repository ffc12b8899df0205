import { commandKindNames, NoticeKind, opNames, spaceNames } from '../../sim/engine/protocol.ts';
import type { EngineOutbox } from '../../sim/engine/protocol.ts';
import { item } from '../support/item.ts';
import type { ChaosListener } from './chaosHost.ts';

const noticeNames = Object.keys(NoticeKind);

/** Prints what goes into the engine and comes out of it, one line each: for looking at a reduced failure. */
export class TraceListener implements ChaosListener {
  private readonly print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.print = print;
  }

  input(nowNs: number, what: string, a: number, b: number, detail: string): void {
    this.print(`${String(nowNs)} ${what} ${String(a)} ${String(b)} ${detail}`);
  }

  output(_nowNs: number, { notices, commands, acknowledgements, outcomes }: EngineOutbox): void {
    for (let i = 0; i < notices.count; i++) {
      const { kind, vm, space, tag, sequence, block, name } = item(notices.items, i);
      this.print(
        `     ${item(noticeNames, kind)} vm${String(vm)} ${spaceNames[space]} tag=${String(tag)} sequence=${String(sequence)} block=${String(block)} ${name ?? ''}`,
      );
    }
    for (let i = 0; i < commands.count; i++) {
      const c = item(commands.items, i);
      const fields = { slot: c.slot, to: c.toSlot, block: c.block, count: c.blockCount, buffer: c.buffer, at: c.bufferBlock, snapshot: c.snapshot };
      const shown = Object.entries(fields)
        .filter(([, value]) => value !== -1)
        .map(([name, value]) => `${name}=${String(value)}`);
      this.print(`  -> ${commandKindNames[c.kind]} #${String(c.tag)} vm${String(c.vm)} ${spaceNames[c.space]} ${shown.join(' ')}${c.isFill ? ' fill' : ''}`);
    }
    for (let i = 0; i < acknowledgements.count; i++) {
      const { tag, op, sequence, status } = item(acknowledgements.items, i);
      this.print(`  <- ${opNames[op]} tag=${String(tag)} sequence=${String(sequence)} status=${String(status)}`);
    }
    for (let i = 0; i < outcomes.count; i++) this.print(`  <= ${JSON.stringify(item(outcomes.items, i))}`);
  }
}

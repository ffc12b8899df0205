import { Digest } from '../../sim/base/digest.ts';
import type { EngineOutbox } from '../../sim/engine/protocol.ts';
import { item } from '../support/item.ts';
import type { ChaosListener } from './chaosHost.ts';

/** A hash over all that goes into an engine and comes out of it. */
export class DigestListener implements ChaosListener {
  readonly digest = new Digest();

  input(nowNs: number, what: string, a: number, b: number): void {
    this.digest.absorb(nowNs);
    this.digest.absorb(what.length);
    this.digest.absorb(a);
    this.digest.absorb(b);
  }

  output(nowNs: number, { notices, commands, acknowledgements, outcomes }: EngineOutbox): void {
    this.digest.absorb(nowNs);
    for (let i = 0; i < notices.count; i++) {
      const { kind, vm, space, tag, sequence, block } = item(notices.items, i);
      for (const word of [kind, vm, space, tag, sequence, block]) this.digest.absorb(word);
    }
    for (let i = 0; i < commands.count; i++) {
      const { kind, tag, slot, toSlot, block, blockCount, buffer, bufferBlock, snapshot, lengthBytes } = item(commands.items, i);
      for (const word of [kind, tag, slot, toSlot, block, blockCount, buffer, bufferBlock, snapshot, lengthBytes]) this.digest.absorb(word);
    }
    for (let i = 0; i < acknowledgements.count; i++) {
      const { tag, sequence, status } = item(acknowledgements.items, i);
      for (const word of [tag, sequence, status]) this.digest.absorb(word);
    }
    for (let i = 0; i < outcomes.count; i++) {
      const { id, ok, recordsWalked, blocksRestored } = item(outcomes.items, i);
      for (const word of [id, ok ? 1 : 0, recordsWalked, blocksRestored]) this.digest.absorb(word);
    }
  }
}

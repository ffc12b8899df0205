/**
 * Aggressive cleaning: every few milliseconds some blocks of the chunk of the disk that has most dirty ones are destaged, in ascending order; of chunks with
 * equally many the first. What is left of a chunk's turn at the next wake-up is forgotten, so that the fullest chunk always goes first.
 *
 * The source sorts chunks into classes by how many dirty lines they have; here the most is the most.
 */
import type { Spec } from '../../base/spec.ts';
import { BlockOrder } from './blockOrder.ts';
import type { DirtWatcher, DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';

/** `wakeUp` in ns. */
type AcpParams = { readonly wakeUp: number; readonly blocks: number; readonly chunkBlocks: number };

interface AcpState {
  readonly order: ReturnType<BlockOrder['save']>;
  readonly counts: Int32Array;
  readonly cycle: readonly [number, number, number, number];
}

class AggressiveCleaning implements FlushPolicy, DirtWatcher {
  readonly demandsDurability = null;
  readonly onEveryWrite = false;
  readonly keepsDirty = true;
  readonly watcher = this;
  private readonly params: AcpParams;
  private readonly order = new BlockOrder();
  /** Listed blocks by chunk. */
  private counts = new Int32Array(16);
  private tickNs: number;
  /** Of the cycle under way: its chunk, and how many blocks may still go. */
  private chunk = 0;
  private left = 0;
  /** What was named last and has not begun yet, or −1. */
  private named = -1;

  constructor(params: AcpParams, startNs: number) {
    this.params = params;
    this.tickNs = startNs + params.wakeUp;
  }

  nextWakeNs(): number {
    return this.tickNs;
  }

  wake(nowNs: number): void {
    const { wakeUp, blocks } = this.params;
    if (nowNs < this.tickNs) return;
    this.tickNs += wakeUp * (Math.floor((nowNs - this.tickNs) / wakeUp) + 1);
    this.left = blocks;
    this.chunk = 0;
    for (let chunk = 1; chunk < this.counts.length; chunk++) if (this.counts[chunk] > this.counts[this.chunk]) this.chunk = chunk;
  }

  next(): number {
    const { chunkBlocks } = this.params;
    this.named = this.left > 0 ? this.order.firstWithin(this.chunk * chunkBlocks, (this.chunk + 1) * chunkBlocks) : -1;
    return this.named;
  }

  onListed(node: number, view: DirtyView): void {
    const block = view.block(node);
    const chunk = Math.floor(block / this.params.chunkBlocks);
    if (chunk >= this.counts.length) this.grow(chunk);
    this.counts[chunk]++;
    this.order.add(block, node);
  }

  onReturned(node: number, view: DirtyView): void {
    this.onListed(node, view);
    if (Math.floor(view.block(node) / this.params.chunkBlocks) === this.chunk && this.left < this.params.blocks) this.left++;
  }

  onRewritten(): void {
    // How often a block is written does not count.
  }

  onUnlisted(node: number, view: DirtyView): void {
    const block = view.block(node);
    this.counts[Math.floor(block / this.params.chunkBlocks)]--;
    this.order.remove(block);
    if (node !== this.named) return;
    this.named = -1;
    this.left--;
  }

  private grow(chunk: number): void {
    let length = this.counts.length;
    while (length <= chunk) length *= 2;
    const larger = new Int32Array(length);
    larger.set(this.counts);
    this.counts = larger;
  }

  save(): AcpState {
    return { order: this.order.save(), counts: this.counts.slice(), cycle: [this.tickNs, this.chunk, this.left, this.named] };
  }

  restore(state: AcpState): void {
    this.order.restore(state.order);
    this.counts = state.counts.slice();
    [this.tickNs, this.chunk, this.left, this.named] = state.cycle;
  }
}

export const acp: Spec<AcpParams, FlushContext, FlushPolicy> = {
  name: 'acp',
  summary: 'Every few milliseconds destages some blocks of the chunk of the disk that has most dirty ones',
  source: 'Open CAS Linux, Administration guide, aggressive cleaning policy: wake-up 10 ms, 128 lines; chunks of 100 MiB of 4 KiB blocks',
  params: {
    wakeUp: { unit: 'ns', default: 10e6, min: 1e3, summary: 'time from one cycle to the next' },
    blocks: { unit: 'count', default: 128, min: 1, summary: 'blocks destaged in a cycle' },
    chunkBlocks: { unit: 'count', default: 25600, min: 1, summary: 'blocks of the disk that make a chunk' },
  },
  create: (params, { startNs }) => new AggressiveCleaning(params, startNs),
};

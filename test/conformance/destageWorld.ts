/**
 * A world for one flush policy: blocks are written when a list says, the array takes so many destages at a time and so long for each, some fail. It does for the
 * policy what the engine does, in the plainest way, and writes down each destage that begins, with what was so just before it.
 */
import type { DirtyView, FlushPolicy } from '../../sim/engine/policy/flushPolicy.ts';

export interface Write {
  readonly atNs: number;
  readonly block: number;
}

export interface Start {
  readonly atNs: number;
  readonly block: number;
  readonly sinceNs: number;
  readonly lastWriteNs: number;
  readonly dirtyBlocks: number;
  readonly inFlight: number;
  /** All that could have begun instead. */
  readonly listed: readonly { readonly block: number; readonly lastWriteNs: number }[];
}

interface Dirt {
  readonly node: number;
  readonly block: number;
  sinceNs: number;
  sinceSequence: number;
  lastWriteNs: number;
  isBusy: boolean;
  rewritten: { readonly atNs: number; readonly sequence: number } | null;
}

export interface WorldOptions {
  readonly portion?: number;
  readonly serviceNs?: number;
  readonly inFlightMax?: number;
  /** Every so-many-th destage fails; 0: none. */
  readonly failEvery?: number;
}

export class DestageWorld implements DirtyView {
  policy: FlushPolicy;
  nowNs = 0;
  readonly starts: Start[] = [];
  /** In the order in which they became dirty. */
  private list: Dirt[] = [];
  private readonly completions: { readonly atNs: number; readonly dirt: Dirt; readonly fails: boolean }[] = [];
  private sequence = 0;
  private nextNode = 0;
  private requestNs = 0;
  private readonly options: Required<WorldOptions>;

  constructor(policy: FlushPolicy, options: WorldOptions = {}) {
    this.policy = policy;
    this.options = { portion: 1000, serviceNs: 0, inFlightMax: Infinity, failEvery: 0, ...options };
  }

  /** Runs what happens up to `untilNs`; writes in ascending order of time. */
  run(writes: readonly Write[], untilNs: number): void {
    let next = 0;
    for (;;) {
      const writeNs = next < writes.length ? writes[next]!.atNs : Infinity;
      const completion = this.completions[0];
      const atNs = Math.min(writeNs, this.policy.nextWakeNs(), completion?.atNs ?? Infinity);
      if (atNs > untilNs) break;
      if (atNs < this.nowNs) throw new Error('a wake-up does not lie in the past');
      this.nowNs = atNs;
      if (completion?.atNs === atNs) this.complete();
      else if (writeNs === atNs) this.write(writes[next++]!.block);
      else this.wake();
    }
    this.nowNs = untilNs;
  }

  private write(block: number): void {
    const { nowNs } = this;
    this.sequence += 1;
    this.requestNs = nowNs;
    const dirt = this.list.find((candidate) => candidate.block === block);
    if (dirt === undefined) {
      const fresh = { node: this.nextNode++, block, sinceNs: nowNs, sinceSequence: this.sequence, lastWriteNs: nowNs, isBusy: false, rewritten: null };
      this.list.push(fresh);
      this.policy.watcher?.onListed(fresh.node, this);
    } else {
      dirt.lastWriteNs = nowNs;
      if (dirt.isBusy) dirt.rewritten ??= { atNs: nowNs, sequence: this.sequence };
      else this.policy.watcher?.onRewritten(dirt.node, this);
    }
    if (this.policy.onEveryWrite) this.ask();
  }

  private wake(): void {
    const dueNs = this.policy.nextWakeNs();
    this.policy.wake(this.nowNs, this);
    this.policy.wake(this.nowNs, this); // Twice is harmless.
    this.ask();
    if (this.completions.length === 0) if (this.policy.nextWakeNs() <= dueNs) throw new Error('a wake-up lies ahead of the one that was just carried out');
  }

  private ask(): void {
    while (this.inFlight() < this.options.inFlightMax) {
      const node = this.policy.next(this.nowNs, this);
      if (node < 0) return;
      const dirt = this.list.find((candidate) => candidate.node === node);
      if (dirt === undefined || dirt.isBusy) throw new Error('a policy names a block that may be destaged');
      this.begin(dirt);
    }
  }

  private begin(dirt: Dirt): void {
    const { block, sinceNs, lastWriteNs } = dirt;
    const listed = this.list.filter(({ isBusy }) => !isBusy).map((other) => ({ block: other.block, lastWriteNs: other.lastWriteNs }));
    this.starts.push({ atNs: this.nowNs, block, sinceNs, lastWriteNs, dirtyBlocks: this.list.length, inFlight: this.inFlight(), listed });
    this.policy.watcher?.onUnlisted(dirt.node, this);
    dirt.isBusy = true;
    const fails = this.options.failEvery > 0 && this.starts.length % this.options.failEvery === 0;
    this.completions.push({ atNs: this.nowNs + this.options.serviceNs, dirt, fails });
    if (this.options.serviceNs === 0) this.end(this.completions.pop()!);
  }

  private complete(): void {
    this.end(this.completions.shift()!);
    this.ask();
  }

  private end({ dirt, fails }: { readonly dirt: Dirt; readonly fails: boolean }): void {
    dirt.isBusy = false;
    if (fails) {
      this.policy.watcher?.onReturned(dirt.node, this);
    } else if (dirt.rewritten === null) {
      this.list = this.list.filter((other) => other !== dirt);
    } else {
      dirt.sinceNs = dirt.rewritten.atNs;
      dirt.sinceSequence = dirt.rewritten.sequence;
      this.list.sort((a, b) => a.sinceSequence - b.sinceSequence);
      this.policy.watcher?.onListed(dirt.node, this);
    }
    if (!fails) dirt.rewritten = null;
  }

  oldest(): number {
    return this.list.find(({ isBusy }) => !isBusy)?.node ?? -1;
  }
  following(node: number): number {
    const at = this.list.findIndex((dirt) => dirt.node === node);
    return this.list.slice(at + 1).find(({ isBusy }) => !isBusy)?.node ?? -1;
  }
  block(node: number): number {
    return this.of(node).block;
  }
  sinceNs(node: number): number {
    return this.of(node).sinceNs;
  }
  writtenNs(node: number): number {
    return this.of(node).lastWriteNs;
  }
  sinceSequence(node: number): number {
    return this.of(node).sinceSequence;
  }
  newestSequence(): number {
    return this.sequence;
  }
  lastRequestNs(): number {
    return this.requestNs;
  }
  dirtyBlocks(): number {
    return this.list.length;
  }
  inFlight(): number {
    return this.list.filter(({ isBusy }) => isBusy).length;
  }
  needsPreimage(node: number): boolean {
    return this.block(node) % 3 === 0;
  }
  newestBookmarkNs(): number {
    return -Infinity;
  }
  portionBlocks(): number {
    return this.options.portion;
  }

  private of(node: number): Dirt {
    const dirt = this.list.find((candidate) => candidate.node === node);
    if (dirt === undefined) throw new Error('a policy asks about a block that is dirty');
    return dirt;
  }
}

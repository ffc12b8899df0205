/**
 * What goes into the cache engine and comes out of it. The engine does no IO, reads no clock and draws no random number: a host hands in requests and
 * completions, each with the time, and carries out the commands that it drains.
 *
 * Rules between host and engine:
 * - After every call (`submit`, `control`, `complete`, `wake`) or batch of calls at one instant, the host drains the outbox and looks at `nextWakeNs()`.
 * - Objects in the outbox belong to the engine and are reused: those in `acknowledgements`, `notices`, `outcomes` until the next `drain`, a command until it
 *   is completed (its `tag` is the engine's name for it, unique among the commands in flight).
 * - Commands may complete in any order, at any time from the drain on, also at the same instant. Each completes exactly once.
 * - A buffer that a command reads (WriteDram, WriteFlash, WriteArray with a buffer) is read when the command is drained, before any acknowledgement of
 *   that drain is passed on. A slot that a command reads may be read at any time until its completion.
 * - A buffer that a command fills is full when the command completes. Before the first command of a request its buffer holds zeros; a block that reads as
 *   zeros needs no command.
 */
import type { Settled } from '../base/settled.ts';
import type { Brand } from '../base/brand.ts';

/** Dense, 0-based. */
export type VmId = Brand<number, 'VmId'>;
/** Block within a space of a VM, 0-based; below 2^31. */
export type BlockNo = Brand<number, 'BlockNo'>;
/** Number of a write or discard of a VM, from 1, one count for both spaces; never used again. 0 is the state at the VM's creation. May pass 2^31. */
export type Sequence = Brand<number, 'Sequence'>;
/** The host's name for a request; the engine only hands it back. Unique among the requests in flight. */
export type RequestTag = Brand<number, 'RequestTag'>;

export const Space = { Disk: 0, Memory: 1 } as const;
export type Space = (typeof Space)[keyof typeof Space];
export const spaceNames = ['disk', 'memory'] as const;

export const Op = { Read: 0, Write: 1, Flush: 2, Discard: 3 } as const;
export type Op = (typeof Op)[keyof typeof Op];
export const opNames = ['read', 'write', 'flush', 'discard'] as const;

/** When a write is acknowledged. */
export type Durability = 'dram' | 'flash' | 'array';
export const durabilities: readonly Durability[] = ['dram', 'flash', 'array'];
/** Which preimages are kept. */
export type Granularity = 'every-write' | 'bookmark' | 'interval';
export const granularities: readonly Granularity[] = ['every-write', 'bookmark', 'interval'];
/** Are clean blocks in one tier or in both? */
export type Tiering = 'inclusive' | 'exclusive';
export const tierings: readonly Tiering[] = ['inclusive', 'exclusive'];
/** What goes when the log has no room: its oldest records, or all of it. */
export type LogFull = 'shrink' | 'invalidate';
export const logFulls: readonly LogFull[] = ['shrink', 'invalidate'];
/** What happens to a preimage that only the array holds. */
export type PreimageStrategy = 'copy-before-destage' | 'read-before-write' | 'array-snapshot' | 'none';
export const preimageStrategies: readonly PreimageStrategy[] = ['copy-before-destage', 'read-before-write', 'array-snapshot', 'none'];

/**
 * One IO of a guest. Owned and reused by the host: the engine copies what it keeps.
 * `offsetBytes` and `lengthBytes` need not be multiples of the block: a write that covers a block in part reads the rest first; a read reads whole
 * blocks; a discard supersedes only the blocks that it covers whole. Flush has length 0.
 */
export interface IoRequest {
  tag: RequestTag;
  vm: VmId;
  space: Space;
  op: Op;
  offsetBytes: number;
  lengthBytes: number;
  /** A write that is acknowledged only when durable, as if followed by a flush. */
  forceUnitAccess: boolean;
  /** The host's buffer for this IO, one block per block touched; >= 0. */
  buffer: number;
  /** A read of this view instead of the current disk (see ControlRequest `open-view`), or -1. */
  view: number;
}

export const CommandKind = {
  /** DRAM slots → buffer. */
  ReadDram: 0,
  /** buffer → DRAM slots. */
  WriteDram: 1,
  /** Flash slots → buffer. */
  ReadFlash: 2,
  /** buffer → flash slots. */
  WriteFlash: 3,
  /** DRAM `slot` → flash `toSlot`. */
  CopyDramToFlash: 4,
  /** Array blocks → buffer. */
  ReadArray: 5,
  /** DRAM `slot` (when >= 0) or buffer → array blocks, durably. With `snapshot` >= 0 the array keeps the former content under that number. */
  WriteArray: 6,
  /** The array's blocks read as zeros from now on, durably. With `snapshot` >= 0 the array keeps the former content under that number. */
  DiscardArray: 7,
  /** The array's snapshot number `snapshot` → buffer. */
  ReadSnapshot: 8,
  /** The array may forget snapshot number `snapshot`. */
  ReleaseSnapshot: 9,
  /** `lengthBytes` of log (cause Log) or metadata (cause Metadata) are appended to flash, durably. Nothing of it may be there before all flash writes are durable that had completed
   * when it was drained (a barrier: flush, append, flush). */
  AppendLog: 10,
  /** `lengthBytes` of log pages are read from flash. */
  ReadLog: 11,
  /** Zeros → buffer: a block that a write covers in part was read for it, but reads as zeros now. Takes no device. */
  FillZeros: 12,
  /** DRAM `slot`, or buffer, or zeros (neither) → the journal of the array, durably: to be the content of `block` when its `transaction` is committed. */
  StageArray: 13,
  /**
   * What was staged of the VM in `transaction` … `throughTransaction` becomes the content of its blocks, all or none, durably, in the order of the transactions;
   * `block` is one of them. What was staged in earlier ones and never committed is forgotten.
   */
  CommitArray: 14,
} as const;
export type CommandKind = (typeof CommandKind)[keyof typeof CommandKind];
export const commandKindNames = [
  'read-dram',
  'write-dram',
  'read-flash',
  'write-flash',
  'copy-dram-to-flash',
  'read-array',
  'write-array',
  'discard-array',
  'read-snapshot',
  'release-snapshot',
  'append-log',
  'read-log',
  'fill-zeros',
  'stage-array',
  'commit-array',
] as const;

/**
 * One runtime shape for every kind, so that consumers stay monomorphic. Fields that a kind does not use hold -1 (`lengthBytes`: 0).
 * Slots are numbers within their tier, of the whole server (0 … tier size − 1); a command covers `slot … slot + blockCount − 1`.
 */
export interface EngineCommand {
  readonly kind: CommandKind;
  readonly tag: number;
  readonly vm: VmId;
  readonly space: Space;
  readonly slot: number;
  readonly toSlot: number;
  readonly block: number;
  readonly blockCount: number;
  /** >= 0: the buffer of a guest's request; <= -2: one of the engine's own transfer buffers (one block each, number −2 − buffer); -1: none. */
  readonly buffer: number;
  /** Which block of the buffer the command begins at. */
  readonly bufferBlock: number;
  /** Only what the guest's write does not cover may be filled: the block is covered in part. */
  readonly isFill: boolean;
  readonly snapshot: number;
  readonly lengthBytes: number;
  readonly transaction: number;
  readonly throughTransaction: number;
  /** Of a command that changes what the array holds, where the host keeps the bytes of the log: which of its segments are durable. The array keeps the latest that came with one. */
  readonly settled: Settled;
  /** An append to the log: where in the log area it goes; and what, where the host keeps the bytes: the engine's, as long as the command is under way. */
  readonly logOffset: number;
  readonly bytes: Uint8Array | null;
  /** Why flash is written: a WriteCause of `sim/devices/device.ts`, 0 where flash is not written. */
  readonly cause: number;
  /** Of copies to flash: the version is previous data or redo by now, not current. Flash may keep the two apart. */
  readonly isPrevious: boolean;
}

export interface DeviceCompletion {
  /** The command's. */
  tag: number;
  /** CompletionStatus: 0 ok, 1 failed, 2 damaged: a read, and the medium has lost what was there. */
  status: number;
}

/** Status of an answer: some of the data is lost. */
export const lostStatus = 3;

/** The answer to a guest's request. `sequence` is that of the write or discard; for a read the newest admitted when it was admitted. */
export interface Acknowledgement {
  readonly tag: RequestTag;
  readonly vm: VmId;
  readonly op: Op;
  readonly space: Space;
  readonly sequence: number;
  /** 0 ok; 1 failed: nothing has changed (write), the data is not to be used (read), or not durable (flush, FUA); 2 dropped by a rollback before it was admitted;
   * 3 flash or array has lost some of the data, and there is no other copy: as 1 for a read, and a write that covers a block in part; of class array, or a flush: the array lacks it. */
  readonly status: number;
}

export type RollbackTarget =
  | { readonly by: 'bookmark'; readonly name: string }
  /** The state after the last write admitted at or before it. */
  | { readonly by: 'time'; readonly timeNs: number }
  | { readonly by: 'sequence'; readonly sequence: number };

/** Slots of DRAM and flash, and the number of log records that a VM may have. */
export interface Portion {
  readonly dramBlocks: number;
  readonly flashBlocks: number;
  readonly logRecords: number;
}

/** A policy by the name in its table, with its parameters as resolved by its Spec. */
export interface PolicyChoice {
  readonly policy: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What the host asks of the engine besides IO. `id` comes back with the outcome. Lists of VMs are groups: at one instant, all or none. */
export type ControlRequest =
  | { readonly id: number; readonly kind: 'bookmark'; readonly vms: readonly VmId[]; readonly name: string }
  | { readonly id: number; readonly kind: 'unbookmark'; readonly vms: readonly VmId[]; readonly name: string }
  | {
      readonly id: number;
      readonly kind: 'rollback';
      readonly vms: readonly VmId[];
      readonly target: RollbackTarget;
      /** What becomes of requests not yet admitted: run afterwards on the restored image, or answered as dropped. */
      readonly waiting: 'keep' | 'drop';
    }
  | { readonly id: number; readonly kind: 'undo'; readonly vms: readonly VmId[] }
  | { readonly id: number; readonly kind: 'resize'; readonly vm: VmId; readonly portion: Portion }
  /** Full destage: answered when the array holds everything that was admitted before. */
  | { readonly id: number; readonly kind: 'destage'; readonly vm: VmId }
  | { readonly id: number; readonly kind: 'set-flush'; readonly vm: VmId; readonly flush: PolicyChoice }
  | { readonly id: number; readonly kind: 'set-durability'; readonly vm: VmId; readonly durability: Durability }
  | { readonly id: number; readonly kind: 'open-view'; readonly vm: VmId; readonly bookmark: string }
  | { readonly id: number; readonly kind: 'close-view'; readonly vm: VmId; readonly view: number };

export type RefusalReason =
  | 'unknown-bookmark'
  | 'expired-bookmark'
  | 'duplicate-bookmark'
  | 'outside-window'
  | 'not-a-bookmark'
  | 'no-redo'
  | 'no-window'
  | 'portion-too-small'
  | 'portion-unavailable'
  | 'unknown-policy'
  | 'not-possible'
  | 'unknown-view'
  /** A full destage: flash has lost versions of some blocks; the array has all the others. */
  | 'damaged';

/** What became of a ControlRequest. For refusals nothing has changed. One object per outcome, not reused. */
export interface ControlOutcome {
  readonly id: number;
  readonly kind: ControlRequest['kind'];
  readonly vms: readonly VmId[];
  readonly ok: boolean;
  readonly reason: RefusalReason | null;
  /** When it was asked and when it was answered (a rollback: when the VM runs again), in ns. */
  readonly requestedNs: number;
  readonly answeredNs: number;
  /** Per VM of `vms`: the state it concerns (bookmark: where it was set; rollback, undo: where the VM is now). */
  readonly sequences: readonly number[];
  /** Refused targets: the oldest point that can be reached, per VM. */
  readonly oldestSequences: readonly number[];
  readonly recordsWalked: number;
  readonly blocksRestored: number;
  /** The view's number (open-view), else -1. */
  readonly view: number;
}

/** One record of a rollback or undo as it took effect, for traces: which block, and where its data was and is. Positions are printable. */
export interface RollbackTraceEntry {
  readonly vm: VmId;
  readonly sequence: number;
  readonly timeNs: number;
  readonly space: Space;
  readonly block: number;
  readonly before: string;
  readonly after: string;
}

/** What happened inside, in exact order; an observer that applies them one by one sees the engine's logical state at every instant. */
export const NoticeKind = {
  /** A read was admitted: it must return the versions current now. `tag`. */
  ReadAdmitted: 0,
  /** A write was admitted as `sequence`. `tag`. */
  WriteAdmitted: 1,
  /** A discard was admitted as `sequence`. `tag`. */
  DiscardAdmitted: 2,
  /** A bookmark was set at `sequence`; `name` (null: one of granularity `interval`). */
  Bookmarked: 3,
  /** A bookmark at `sequence` is gone (removed, expired, given up); `name`. */
  BookmarkGone: 4,
  /** The VM is now at `sequence` (rollback took effect). Bookmarks newer than it have left with the redo. */
  RolledBack: 5,
  /** The latest rollback was taken back: the VM is at `sequence` again, its bookmarks are back. */
  Undone: 6,
  /** The redo is gone: undo is refused from now on. */
  RedoGone: 7,
  /** Points before `sequence` cannot be reached any more. */
  WindowShrunk: 8,
  /** The durable point of (`vm`, `space`) is now `sequence`. */
  DurablePoint: 9,
  /** A destage of `block` was issued: the array counts as holding no known version of it. */
  DestageIssued: 10,
  /** The array holds version `sequence` of `block` of the VM's disk. */
  Destaged: 11,
  /** The log on flash knows that points before `sequence` cannot be reached any more: no recovery brings them back. */
  WindowLogged: 12,
  /** The log on flash knows (or never knew otherwise) that the bookmark `name` at `sequence` is gone. */
  BookmarkForgotten: 13,
  /** The array holds the VM's disk as it was at `sequence`, block for block, until the next notice of this kind; a rollback may have taken that point away. */
  ArrayPoint: 14,
} as const;
export type NoticeKind = (typeof NoticeKind)[keyof typeof NoticeKind];

export interface Notice {
  readonly kind: NoticeKind;
  readonly vm: VmId;
  readonly space: Space;
  readonly tag: number;
  readonly sequence: number;
  readonly block: number;
  readonly name: string | null;
}

/** A list whose first `count` entries are valid; the engine appends, the host consumes and sets `count` to 0. Entries are reused. */
export interface OutboxList<T> {
  count: number;
  readonly items: T[];
}

/** Owned by the host, filled by `drain`. Pass on in this order: notices, commands, acknowledgements, outcomes. */
export interface EngineOutbox {
  readonly notices: OutboxList<Notice>;
  readonly commands: OutboxList<EngineCommand>;
  readonly acknowledgements: OutboxList<Acknowledgement>;
  readonly outcomes: OutboxList<ControlOutcome>;
}

/** How one VM's part of the cache is set up. */
export interface VmCacheConfig {
  readonly name: string;
  readonly diskBlocks: number;
  readonly memoryBlocks: number;
  readonly portion: Portion;
  readonly durability: Durability;
  readonly granularity: Granularity;
  /** For granularity `interval`. */
  readonly intervalNs: number;
  /** Each Infinity where there is no limit. */
  readonly retention: { readonly timeNs: number; readonly records: number; readonly flashBlocks: number };
  /** Without it: shrink. */
  readonly logFull?: LogFull;
  readonly preimage: PreimageStrategy;
  readonly eviction: PolicyChoice;
  readonly flush: PolicyChoice;
  /** Does a read miss leave its block in DRAM? Does a flash hit bring it to DRAM? */
  readonly admitReadMisses: boolean;
  /** Which of the read misses, where they do; without it all of them. */
  readonly admission?: PolicyChoice;
  readonly promoteFlashHits: boolean;
  /**
   * `inclusive` (without it): flash gets what must not be lost, and a block that is promoted stays there. `exclusive`: flash is a second tier for clean blocks
   * too: what leaves DRAM moves to flash, what is hit in flash moves to DRAM.
   */
  readonly tiering?: Tiering;
  /** DRAM slots that are kept free ahead of need, so that a write need not wait for a demotion; without it 1/64 of the portion. */
  readonly dramReserveBlocks?: number;
}

export interface EngineConfig {
  readonly blockBytes: number;
  /** Sizes of the tiers; the portions must fit. What no portion holds is the reserve that a resize takes from. */
  readonly dramBlocks: number;
  readonly flashBlocks: number;
  readonly vms: readonly VmCacheConfig[];
  /** The largest IO, in blocks touched. */
  readonly ioBlocksMax: number;
  readonly array: { readonly snapshots: boolean; readonly atomicWrites: boolean };
  /** At most this many destages of a VM are in flight. */
  readonly destagesInFlightMax: number;
  /** Log records of a VM that are still in DRAM, newest first; older ones are read from flash when walked. */
  readonly logTailRecords: number;
  /** Time that walking one log record takes. */
  readonly walkNsPerRecord: number;
  /** For policies that need the future, which only a replay knows: number of the next access to what is accessed now, `neverAgain` if there is none. */
  readonly nextUse?: () => number;
  /** Size of the log area behind the flash slots; left out: as `logAreaBytes` says. */
  readonly logAreaBytes?: number;
}

/** Blocks by where the reads found them, and other counts since the VM was created. The same object each time, brought up to date by `counters()`. */
export interface VmCounters {
  readBlocksDram: number;
  readBlocksFlash: number;
  readBlocksArray: number;
  /** Never written or discarded: zeros. */
  readBlocksNone: number;
  destages: number;
  /** Commits of several destages at once. */
  commits: number;
  demotions: number;
  promotions: number;
  preimageReads: number;
  stalls: number;
  /** Time during which at least one request waited for room. */
  stallNs: number;
  dirtyBlocks: number;
  logRecords: number;
  recordsGivenUp: number;
  redoBlocks: number;
  /** Versions of dirty blocks that damaged flash has lost, and preimages that the array has. */
  lostBlocks: number;
  /** Requests that were answered as lost. */
  lostAnswers: number;
}

/** Slots of a VM in a tier by state (I3). */
export interface SlotCounts {
  readonly free: number;
  readonly inFlight: number;
  readonly currentClean: number;
  readonly currentDirty: number;
  readonly previous: number;
  readonly redo: number;
  readonly total: number;
}

export interface BookmarkListing {
  readonly name: string | null;
  readonly sequence: number;
  readonly timeNs: number;
  readonly state: 'valid' | 'expired';
}

/** Rollback window of a VM: `oldestSequence` is the oldest state that can be reached by time or sequence; `oldestNs` is when that state arose. */
export interface RollbackWindow {
  readonly oldestSequence: number;
  readonly oldestNs: number;
  readonly newestSequence: number;
  readonly windowNs: number;
}

/**
 * Plays a walkthrough: a script of what guests, operator and devices do, with what the engine answers written under each step. In the manner of the
 * interaction tests of etcd's raft. A script is a text of paragraphs: lines of input, a line `----`, lines of output; `#` begins a remark.
 *
 *   server KEY=VALUE …                      sizes in blocks; before the first vm
 *   vm NAME KEY=VALUE …                     durability, granularity, preimage, flush, eviction, dram, flash, log, disk, memory …
 *   write VM SPACE BLOCKS data=NAME [fua]   BLOCKS: 7 or 7-8; 7+100:200 is the bytes 100 … 199 of block 7
 *   read VM SPACE BLOCKS [view=N], discard VM SPACE BLOCKS, flush VM SPACE
 *   done KIND|#TAG|all|server … [fails]     commands in flight complete, in the order of their issue; `all` until nothing is in flight, `server` until only
 *                                           commands to the array are
 *   time +NS                                time passes, the engine is woken when it asked to be
 *   bookmark|unbookmark VM NAME, rollback VM bookmark=NAME|sequence=N|time=NS, undo VM, destage VM, resize VM dram=N flash=N log=N, view VM NAME
 *   index VM, log VM, window VM, slots VM   what the engine knows
 *
 * Contents are named by the write that made them: `A` the first block of the write with data=A, `A.1` the second, `B(A)` what B, covering it in part, made of A.
 */
import { CacheEngine } from '../../sim/engine/engine.ts';
import { commandKindNames, NoticeKind, Op, opNames, Space, spaceNames } from '../../sim/engine/protocol.ts';
import type {
  ControlRequest,
  EngineCommand,
  EngineConfig,
  EngineOutbox,
  IoRequest,
  Notice,
  RequestTag,
  RollbackTarget,
  VmCacheConfig,
  VmId,
} from '../../sim/engine/protocol.ts';
import { initialStamp, partialWriteStamp, printStamp, writeStamp } from '../../sim/oracle/content.ts';
import { Oracle } from '../../sim/oracle/oracle.ts';
import { item } from '../support/item.ts';
import { describeLog } from './describeLog.ts';

interface Pending {
  readonly tag: number;
  readonly kind: string;
}

interface Waiting {
  readonly name: string;
  readonly op: Op;
  readonly buffer: number;
  readonly blocks: number;
}

const blockBytes = 4096;

export class Walkthrough {
  private server: Record<string, string> = {};
  private readonly vms: VmCacheConfig[] = [];
  private engineOrNull: CacheEngine | null = null;
  private oracleOrNull: Oracle | null = null;
  private nowNs = 0;
  private pending: Pending[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private readonly names = new Map<number, string>();
  private nextTag = 1;
  private writes = 0;
  private lines: string[] = [];
  private readonly outbox: EngineOutbox = {
    notices: { count: 0, items: [] },
    commands: { count: 0, items: [] },
    acknowledgements: { count: 0, items: [] },
    outcomes: { count: 0, items: [] },
  };

  /** The script with what the engine really does under each step. */
  play(script: string): string {
    const out: string[] = [];
    for (const paragraph of script.trimEnd().split(/\n\n+/)) {
      const input = item(paragraph.split('\n----'), 0).split('\n');
      out.push(input.join('\n'));
      const steps = input.filter((line) => line !== '' && !line.startsWith('#'));
      if (steps.length > 0) {
        this.lines = [];
        for (const step of steps) this.step(step);
        out.push(['----', ...(this.lines.length === 0 ? ['ok'] : this.lines)].join('\n'));
        const answer = out.pop()!;
        out[out.length - 1] = `${out.at(-1)!}\n${answer}`;
      }
      out.push('');
    }
    return `${out.join('\n').trimEnd()}\n`;
  }

  /** What the oracle found wrong on the way. */
  get violations(): readonly string[] {
    return this.oracleOrNull?.report().violationTexts ?? [];
  }

  private get engine(): CacheEngine {
    if (this.engineOrNull === null) this.start();
    return this.engineOrNull as CacheEngine;
  }

  private get oracle(): Oracle {
    if (this.oracleOrNull === null) this.start();
    return this.oracleOrNull as Oracle;
  }

  private start(): void {
    const config: EngineConfig = {
      blockBytes,
      dramBlocks: Number(this.server['dram'] ?? sum(this.vms.map((vm) => vm.portion.dramBlocks))),
      flashBlocks: Number(this.server['flash'] ?? sum(this.vms.map((vm) => vm.portion.flashBlocks))),
      vms: this.vms,
      ioBlocksMax: Number(this.server['io'] ?? 2),
      array: { snapshots: this.server['snapshots'] === 'yes', atomicWrites: false },
      destagesInFlightMax: Number(this.server['destages'] ?? 4),
      logTailRecords: Number(this.server['tail'] ?? 1000),
      walkNsPerRecord: Number(this.server['walk'] ?? 100),
    };
    this.engineOrNull = new CacheEngine(config);
    this.oracleOrNull = new Oracle(config, this.engineOrNull, 'full');
    this.names.set(0, 'zeros');
    this.vms.forEach((vm, number) => {
      for (let block = 0; block < vm.diskBlocks; block++) this.names.set(initialStamp(number, block), `initial(${String(block)})`);
    });
  }

  private step(line: string): void {
    const [verb = '', ...words] = line.trim().split(/\s+/);
    const options = Object.fromEntries(words.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]));
    switch (verb) {
      case 'server':
        this.server = options;
        return;
      case 'vm':
        this.vms.push(vmConfig(item(words, 0), options));
        return;
      case 'read':
      case 'write':
      case 'discard':
      case 'flush':
        this.submit(opNames.indexOf(verb) as Op, words, options);
        return;
      case 'done':
        this.complete(words);
        return;
      case 'time':
        this.passTime(Number(item(words, 0).replace('+', '')));
        return;
      case 'index':
        this.showIndex(this.vm(item(words, 0)));
        return;
      case 'log':
        this.lines.push(...describeLog(this.engine, this.vm(item(words, 0))));
        return;
      case 'window': {
        const window = this.engine.window(this.vm(item(words, 0)), this.nowNs);
        this.lines.push(`window: ${String(window.oldestSequence)} … ${String(window.newestSequence)}`);
        for (const bookmark of this.engine.bookmarks(this.vm(item(words, 0))))
          this.lines.push(`bookmark ${String(bookmark.name)} at ${String(bookmark.sequence)}: ${bookmark.state}`);
        return;
      }
      case 'slots':
        for (const tier of ['dram', 'flash'] as const) this.lines.push(`${tier}: ${printCounts(this.engine.slotCounts(this.vm(item(words, 0)), tier))}`);
        return;
      default:
        this.control(verb, words, options);
    }
  }

  private vm(name: string): VmId {
    const i = this.vms.findIndex((vm) => vm.name === name);
    if (i < 0) throw new Error(`no VM ${name}`);
    return i as VmId;
  }

  private submit(op: Op, words: readonly string[], options: Readonly<Record<string, string>>): void {
    const vm = this.vm(item(words, 0));
    const space = spaceNames.indexOf(item(words, 1) as 'disk' | 'memory') as Space;
    const { offsetBytes, lengthBytes } = op === Op.Flush ? { offsetBytes: 0, lengthBytes: 0 } : parseBlocks(item(words, 2));
    const tag = this.nextTag++;
    const request: IoRequest = {
      tag: tag as RequestTag,
      vm,
      space,
      op,
      offsetBytes,
      lengthBytes,
      forceUnitAccess: words.includes('fua'),
      buffer: tag,
      view: Number(options['view'] ?? -1),
    };
    const { oracle, engine } = this;
    const name = options['data'] ?? `${opNames[op]} ${words.slice(1).join(' ')}`;
    if (op === Op.Write) this.nameWrite(request, name);
    this.waiting.set(tag, { name, op, buffer: tag, blocks: Math.ceil((offsetBytes + lengthBytes) / blockBytes) - Math.floor(offsetBytes / blockBytes) });
    oracle.onRequest(this.nowNs, request);
    engine.submit(this.nowNs, request);
    this.pump();
  }

  /** Learns the stamps that the write will give to the blocks, over whatever they may hold. */
  private nameWrite(request: IoRequest, name: string): void {
    this.writes++;
    const firstBlock = Math.floor(request.offsetBytes / blockBytes);
    const endBytes = request.offsetBytes + request.lengthBytes;
    const known = [...this.names];
    for (let i = 0; (firstBlock + i) * blockBytes < endBytes; i++) {
      const startBytes = (firstBlock + i) * blockBytes;
      const fromBytes = Math.max(0, request.offsetBytes - startBytes);
      const toBytes = Math.min(blockBytes, endBytes - startBytes);
      this.names.set(writeStamp(this.writes, i), i === 0 ? name : `${name}.${String(i)}`);
      for (const [stamp, old] of known)
        this.names.set(partialWriteStamp(stamp, this.writes, fromBytes, toBytes), `${i === 0 ? name : `${name}.${String(i)}`}(${old})`);
    }
  }

  private complete(words: readonly string[]): void {
    const status = words.includes('fails') ? 1 : 0;
    const which = words.filter((word) => word !== 'fails');
    if (which.includes('all')) {
      while (this.pending.length > 0) this.completeAt(0, status);
      return;
    }
    if (which.includes('server')) {
      for (let i = this.findServerCommand(); i >= 0; i = this.findServerCommand()) this.completeAt(i, status);
      return;
    }
    for (const word of which) {
      const i = this.pending.findIndex((pending) => pending.kind === word || `#${String(pending.tag)}` === word);
      if (i < 0)
        throw new Error(`no command ${word} is in flight; there are ${this.pending.map((pending) => `${pending.kind} #${String(pending.tag)}`).join(', ')}`);
      this.completeAt(i, status);
    }
  }

  private findServerCommand(): number {
    return this.pending.findIndex(({ kind }) => !kind.endsWith('-array') && kind !== 'read-snapshot');
  }

  private completeAt(i: number, status: number): void {
    const { tag } = item(this.pending.splice(i, 1), 0);
    this.oracle.onCompletion(this.nowNs, tag, status);
    this.engine.complete(this.nowNs, { tag, status });
    this.pump();
  }

  private passTime(durationNs: number): void {
    const toNs = this.nowNs + durationNs;
    while (this.engine.nextWakeNs() <= toNs) {
      this.nowNs = Math.max(this.nowNs, this.engine.nextWakeNs());
      this.engine.wake(this.nowNs);
      this.pump();
    }
    this.nowNs = toNs;
  }

  private control(verb: string, words: readonly string[], options: Readonly<Record<string, string>>): void {
    const id = this.nextTag++;
    const vm = this.vm(item(words, 0));
    const request = parseControl(verb, id, vm, words.at(1) ?? '', options);
    const { oracle, engine } = this;
    oracle.onControl(this.nowNs, request);
    engine.control(this.nowNs, request);
    this.pump();
  }

  private pump(): void {
    const { outbox, oracle } = this;
    this.engine.drain(outbox);
    oracle.onDrained(this.nowNs, outbox);
    for (let i = 0; i < outbox.notices.count; i++) this.showNotice(item(outbox.notices.items, i));
    for (let i = 0; i < outbox.commands.count; i++) this.showCommand(item(outbox.commands.items, i));
    for (let i = 0; i < outbox.acknowledgements.count; i++) {
      const ack = item(outbox.acknowledgements.items, i);
      this.showAnswer(ack.tag, ack.status);
    }
    for (let i = 0; i < outbox.outcomes.count; i++) {
      const { kind, ok, reason, sequences, recordsWalked, blocksRestored, oldestSequences, view } = item(outbox.outcomes.items, i);
      const facts = ok
        ? `done${sequences.length > 0 ? `, at ${sequences.join(', ')}` : ''}${kind === 'rollback' || kind === 'undo' ? `; ${String(recordsWalked)} records walked, ${String(blocksRestored)} blocks restored` : ''}${view >= 0 ? `, view ${String(view)}` : ''}`
        : `refused: ${String(reason)}${oldestSequences.length > 0 ? `; the oldest point is ${oldestSequences.join(', ')}` : ''}`;
      this.lines.push(`<= ${kind} ${facts}`);
    }
    outbox.notices.count = 0;
    outbox.commands.count = 0;
    outbox.acknowledgements.count = 0;
    outbox.outcomes.count = 0;
  }

  private showNotice(notice: Notice): void {
    const sequence = String(notice.sequence);
    const block = String(notice.block);
    const space = spaceNames[notice.space];
    const texts: Record<NoticeKind, string> = {
      [NoticeKind.ReadAdmitted]: `read admitted`,
      [NoticeKind.WriteAdmitted]: `${this.waiting.get(notice.tag)?.name ?? 'write'} admitted as version ${sequence}`,
      [NoticeKind.DiscardAdmitted]: `discard admitted as version ${sequence}`,
      [NoticeKind.Bookmarked]: `bookmark ${String(notice.name)} set at ${sequence}`,
      [NoticeKind.BookmarkGone]: `bookmark ${String(notice.name)} at ${sequence} is gone`,
      [NoticeKind.RolledBack]: `rolled back to ${sequence}`,
      [NoticeKind.Undone]: `rollback undone: back at ${sequence}`,
      [NoticeKind.RedoGone]: `redo is gone`,
      [NoticeKind.WindowShrunk]: `window begins at ${sequence}`,
      [NoticeKind.DurablePoint]: `durable point of ${space}: ${sequence}`,
      [NoticeKind.DestageIssued]: `destage of block ${block} begins`,
      [NoticeKind.Destaged]: `array holds version ${sequence} of block ${block}`,
      [NoticeKind.WindowLogged]: `log on flash knows that the window begins at ${sequence}`,
      [NoticeKind.ArrayPoint]: `array holds the disk as of ${sequence}`,
      [NoticeKind.BookmarkForgotten]: `log on flash knows that bookmark ${String(notice.name)} at ${sequence} is gone`,
    };
    this.lines.push(`   ${texts[notice.kind]}`);
  }

  private showCommand(command: EngineCommand): void {
    const kind = commandKindNames[command.kind];
    this.pending.push({ tag: command.tag, kind });
    const parts = [`-> ${kind} #${String(command.tag)}`];
    if (command.slot >= 0) parts.push(`slot ${range(command.slot, command.blockCount)}`);
    if (command.toSlot >= 0) parts.push(`to slot ${range(command.toSlot, command.blockCount)}`);
    if (command.block >= 0) parts.push(`block ${range(command.block, command.blockCount)}`);
    if (command.snapshot >= 0) parts.push(`snapshot ${String(command.snapshot)}`);
    if (command.buffer !== -1) parts.push(command.buffer >= 0 ? `of ${this.waiting.get(command.buffer)?.name ?? 'a request'}` : 'transfer buffer');
    if (command.isFill) parts.push('(around the write)');
    this.lines.push(parts.join(' '));
  }

  private showAnswer(tag: number, status: number): void {
    const waiting = this.waiting.get(tag);
    if (waiting === undefined) return;
    this.waiting.delete(tag);
    const answer = ['', ' failed', ' dropped'][status] ?? '';
    let data = '';
    if (waiting.op === Op.Read && status === 0) {
      const stamps = Array.from({ length: waiting.blocks }, (_, i) => this.oracle.store.buffers.guestStamp(waiting.buffer, i));
      data = `: ${stamps.map((stamp) => this.nameOf(stamp)).join(' ')}`;
    }
    this.lines.push(`<- ${waiting.name} answered${answer}${data}`);
  }

  private showIndex(vm: VmId): void {
    const before = this.lines.length;
    for (const space of [Space.Disk, Space.Memory]) {
      const blocks = space === Space.Disk ? item(this.vms, vm).diskBlocks : item(this.vms, vm).memoryBlocks;
      for (let block = 0; block < blocks; block++) {
        const at = this.engine.locate(vm, space, block);
        if (at.place === 'array' || at.place === 'none') {
          if (this.names.get(this.oracle.store.stampAt(vm, block, at)) === `initial(${String(block)})` || (at.place === 'none' && space === Space.Memory))
            continue;
        }
        this.lines.push(
          `${spaceNames[space]} ${String(block)}: ${at.place}${at.slot >= 0 ? ` ${String(at.slot)}` : ''} ${this.nameOf(this.oracle.store.stampAt(vm, block, at))}`,
        );
      }
    }
    if (this.lines.length === before) this.lines.push('as it was at first');
  }

  private nameOf(stamp: number): string {
    return this.names.get(stamp) ?? printStamp(stamp);
  }
}

function vmConfig(name: string, options: Readonly<Record<string, string>>): VmCacheConfig {
  const number = (key: string, fallback: number): number => Number(options[key] ?? fallback);
  return {
    name,
    diskBlocks: number('disk', 16),
    memoryBlocks: number('memory', 0),
    portion: { dramBlocks: number('dram', 8), flashBlocks: number('flash', 16), logRecords: number('log', 100) },
    durability: (options['durability'] ?? 'dram') as VmCacheConfig['durability'],
    granularity: (options['granularity'] ?? 'every-write') as VmCacheConfig['granularity'],
    intervalNs: number('interval', 1_000_000),
    retention: { timeNs: number('retain-ns', Infinity), records: number('retain', Infinity), flashBlocks: number('retain-flash', Infinity) },
    preimage: (options['preimage'] ?? 'copy-before-destage') as VmCacheConfig['preimage'],
    eviction: { policy: options['eviction'] ?? 'lru', params: {} },
    flush:
      options['flush'] === 'write-through' ? { policy: 'write-through', params: {} } : { policy: 'periodic', params: { interval: number('flush', 1_000_000) } },
    admitReadMisses: options['admit'] !== 'no',
    promoteFlashHits: options['promote'] !== 'no',
  };
}

function parseControl(verb: string, id: number, vm: VmId, name: string, options: Readonly<Record<string, string>>): ControlRequest {
  switch (verb) {
    case 'bookmark':
    case 'unbookmark':
      return { id, kind: verb, vms: [vm], name };
    case 'rollback':
      return { id, kind: 'rollback', vms: [vm], target: parseTarget(options), waiting: 'keep' };
    case 'undo':
      return { id, kind: 'undo', vms: [vm] };
    case 'destage':
      return { id, kind: 'destage', vm };
    case 'resize':
      return {
        id,
        kind: 'resize',
        vm,
        portion: { dramBlocks: Number(options['dram']), flashBlocks: Number(options['flash']), logRecords: Number(options['log']) },
      };
    case 'view':
      return { id, kind: 'open-view', vm, bookmark: name };
    default:
      throw new Error(`unknown step ${verb}`);
  }
}

function parseTarget(options: Readonly<Record<string, string>>): RollbackTarget {
  if (options['bookmark'] !== undefined) return { by: 'bookmark', name: options['bookmark'] };
  if (options['time'] !== undefined) return { by: 'time', timeNs: Number(options['time']) };
  return { by: 'sequence', sequence: Number(options['sequence']) };
}

/** `7`, `7-8`, `7+100:200`. */
function parseBlocks(text: string): { readonly offsetBytes: number; readonly lengthBytes: number } {
  const [blocks = '', bytes] = text.split('+');
  const [from = 0, to = from] = blocks.split('-').map(Number);
  if (bytes === undefined) return { offsetBytes: from * blockBytes, lengthBytes: (to - from + 1) * blockBytes };
  const [fromBytes = 0, toBytes = 0] = bytes.split(':').map(Number);
  return { offsetBytes: from * blockBytes + fromBytes, lengthBytes: toBytes - fromBytes };
}

function range(from: number, count: number): string {
  return count <= 1 ? String(from) : `${String(from)}-${String(from + count - 1)}`;
}

function printCounts(counts: object): string {
  return Object.entries(counts)
    .map(([state, count]) => `${state} ${String(count)}`)
    .join(', ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

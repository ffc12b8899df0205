/**
 * Cells: the slots of both tiers under one numbering, DRAM first (`0 … dramCells − 1`), then flash; what each holds and in which role.
 *
 * Guarantees: every cell has exactly one role, and the counts (per VM, tier and role) always add up to the portions (I3). A version may have a cell in each
 * tier: these are each other's `twin` and have the same role. `unbacked` counts, per VM, the DRAM cells with a current version that neither flash nor array
 * holds or is getting: what moving the durable point would need flash for.
 *
 * A cell whose data is on its way (flag `Writing`) counts by the role of that data; `InFlight` is a cell that holds no version (any more, or yet) but that
 * a command still reads or writes. A current version of the memory space is `Dirty`: nothing else holds it.
 *
 * Knows nothing of blocks' history: that is the undo log's, and where a block is, the location index's.
 *
 * Layout: a record of 32 bytes a cell in one buffer, so that what an IO asks of a cell is in one line of the processor's cache (with an array for each field
 * an IO of `bench-oltp` took 1.6 × as long). Eight words, the first two of several fields:
 *
 *   0 role 8 bits · flags 8 · pins 16 | 1 owner 16 bits · space 8 · policy's mark 8 | 2 block | 3 twin | 4–5 sequence (a double) | 6 aux | 7 policy's word
 *
 * Places in it are made with `<<` and `|`, which V8 knows not to overflow.
 */
import type { Stateful } from '../base/stateful.ts';
import type { Space } from './protocol.ts';

export const Role = { Free: 0, InFlight: 1, Clean: 2, Dirty: 3, Previous: 4, Redo: 5 } as const;
export type Role = (typeof Role)[keyof typeof Role];
const roleCount = 6;

export const Flag = {
  /** The data is not there yet: readers wait, or use the twin. */
  Writing: 1,
  /** Free it when the last command on it completes. */
  Dying: 2,
  /** DRAM: being demoted to make room; when the flash copy is complete the DRAM cell goes. */
  DropWhenBacked: 4,
  /** DRAM: the copy to the twin starts when the DRAM cell's own data has arrived. */
  CopyPending: 8,
  /** DRAM: in its space's list of versions that a power cut would lose. */
  Volatile: 16,
  /** DRAM or flash: being filled with what the array holds (a read miss, or a preimage fetched before a write). */
  Filling: 32,
  /** Flash: a clean version that the log on flash does not name here; it says that the array has it. */
  Unnamed: 64,
} as const;

export const DRAM = 0;
export const FLASH = 1;
export type Tier = typeof DRAM | typeof FLASH;

interface CellsState {
  readonly records: Int32Array;
  readonly links: Int32Array | null;
  readonly arrays: readonly (Int32Array | Float64Array)[];
}

export class CellTable implements Stateful<CellsState> {
  readonly dramCells: number;
  readonly cellCount: number;
  /** [vm × 12 + tier × 6 + role]; one VM more for the reserve. */
  readonly counts: Int32Array;
  readonly unbacked: Int32Array;
  /** Where a volatile DRAM cell is in its space's list of volatile versions. */
  readonly volatilePlaces: Int32Array;
  /** Two neighbours a cell, for eviction policies that link their cells: made when first asked for. */
  private links: Int32Array | null = null;
  /** More words a cell for policies that need them: made when first asked for. */
  private readonly words: Int32Array[] = [];
  private readonly i32: Int32Array;
  private readonly f64: Float64Array;

  constructor(dramCells: number, flashCells: number, vmCount: number) {
    const cellCount = dramCells + flashCells;
    this.dramCells = dramCells;
    this.cellCount = cellCount;
    const buffer = new ArrayBuffer(cellCount * 32);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.i32.set([0, vmCount, -1, -1, 0, 0, -1, -1].slice(0, this.i32.length));
    for (let filled = 8; filled < this.i32.length; filled *= 2) this.i32.copyWithin(filled, 0, Math.min(filled, this.i32.length - filled));
    this.volatilePlaces = new Int32Array(dramCells);
    this.counts = new Int32Array((vmCount + 1) * 2 * roleCount);
    this.unbacked = new Int32Array(vmCount + 1);
    this.counts[vmCount * 2 * roleCount] = dramCells;
    this.counts[vmCount * 2 * roleCount + roleCount] = flashCells;
  }

  roleOf(cell: number): number {
    return this.i32[cell << 3] & 0xff;
  }

  flagsOf(cell: number): number {
    return (this.i32[cell << 3] >>> 8) & 0xff;
  }

  setFlags(cell: number, flags: number): void {
    this.i32[cell << 3] |= flags << 8;
  }

  clearFlags(cell: number, flags: number): void {
    this.i32[cell << 3] &= ~(flags << 8);
  }

  replaceFlags(cell: number, flags: number): void {
    this.i32[cell << 3] = (this.i32[cell << 3] & ~0xff00) | (flags << 8);
  }

  /** Commands in flight that read or write the cell. */
  pinsOf(cell: number): number {
    return this.i32[cell << 3] >>> 16;
  }

  addPin(cell: number): void {
    this.i32[cell << 3] += 0x10000;
  }

  removePin(cell: number): void {
    this.i32[cell << 3] -= 0x10000;
  }

  /** Owner; the number of VMs for the reserve. */
  vmOf(cell: number): number {
    return this.i32[(cell << 3) | 1] & 0xffff;
  }

  spaceOf(cell: number): number {
    return (this.i32[(cell << 3) | 1] >>> 16) & 0xff;
  }

  /** Scratch of the eviction policies. */
  markOf(cell: number): number {
    return this.i32[(cell << 3) | 1] >>> 24;
  }

  setMark(cell: number, mark: number): void {
    this.i32[(cell << 3) | 1] = (this.i32[(cell << 3) | 1] & 0xffffff) | (mark << 24);
  }

  blockOf(cell: number): number {
    return this.i32[(cell << 3) | 2];
  }

  setBlock(cell: number, block: number): void {
    this.i32[(cell << 3) | 2] = block;
  }

  /** The other place of the same version, or −1. */
  twinOf(cell: number): number {
    return this.i32[(cell << 3) | 3];
  }

  /** The version's sequence; 0 where it is not known (filled from the array). */
  sequenceOf(cell: number): number {
    return this.f64[(cell << 2) | 2];
  }

  /** Current dirty disk version: its dirty node. DRAM redo: its log record. Filling: the next cell of the same fill. Else −1 or a walk's mark. */
  auxOf(cell: number): number {
    return this.i32[(cell << 3) | 6];
  }

  setAux(cell: number, aux: number): void {
    this.i32[(cell << 3) | 6] = aux;
  }

  /** Scratch of the eviction policies, −1 at first. */
  wordOf(cell: number): number {
    return this.i32[(cell << 3) | 7];
  }

  setWord(cell: number, word: number): void {
    this.i32[(cell << 3) | 7] = word;
  }

  /** Number of cells of `vm` in `tier` that have `role`. */
  count(vm: number, tier: Tier, role: Role): number {
    return this.counts[(vm * 2 + tier) * roleCount + role];
  }

  /** A free cell of `vm` gets a version. What was in the record decides nothing, so that nobody waits for memory; the policy's mark stays, as a block may be rewritten in place. */
  occupy(cell: number, vm: number, role: Role, flags: number, space: Space, block: number, sequence: number): void {
    const isDram = cell < this.dramCells;
    const at = cell << 3;
    this.i32[at] = role | (flags << 8);
    this.i32[at | 1] = (this.i32[at | 1] & 0xff000000) | vm | (space << 16);
    this.i32[at | 2] = block;
    this.f64[(cell << 2) | 2] = sequence;
    const base = (vm * 2 + (isDram ? DRAM : FLASH)) * roleCount;
    this.counts[base + Role.Free]--;
    this.counts[base + role]++;
    if (isDram && role === Role.Dirty) this.unbacked[vm]++;
  }

  /** The cell, which has no twin, is free. */
  vacate(cell: number): void {
    this.setRole(cell, Role.Free);
    this.replaceFlags(cell, 0);
    this.i32[(cell << 3) | 2] = -1;
    this.i32[(cell << 3) | 6] = -1;
  }

  setRole(cell: number, role: Role): void {
    const word = this.i32[cell << 3];
    const before = word & 0xff;
    if (before === role) return;
    const vm = this.vmOf(cell);
    const isDram = cell < this.dramCells;
    const base = (vm * 2 + (isDram ? DRAM : FLASH)) * roleCount;
    this.counts[base + before]--;
    this.counts[base + role]++;
    if (isDram && this.twinOf(cell) < 0) {
      if (before === Role.Dirty) this.unbacked[vm]--;
      if (role === Role.Dirty) this.unbacked[vm]++;
    }
    this.i32[cell << 3] = (word & ~0xff) | role;
  }

  /** Makes them two places of one version. */
  link(dramCell: number, flashCell: number): void {
    if (this.roleOf(dramCell) === Role.Dirty) this.unbacked[this.vmOf(dramCell)]--;
    this.i32[(dramCell << 3) | 3] = flashCell;
    this.i32[(flashCell << 3) | 3] = dramCell;
  }

  unlink(dramCell: number, flashCell: number): void {
    this.i32[(dramCell << 3) | 3] = -1;
    this.i32[(flashCell << 3) | 3] = -1;
    if (this.roleOf(dramCell) === Role.Dirty) this.unbacked[this.vmOf(dramCell)]++;
  }

  /** The portions of a tier whose cells begin at `from`: one VM's behind the other's. */
  giveInOrder(from: number, portions: readonly number[]): void {
    let at = from;
    for (const [vm, count] of portions.entries()) {
      this.giveFree(at, count, vm);
      at += count;
    }
  }

  /** Gives the reserve's cells `from` to `from` + `count` − 1 of one tier, all of them free, to a VM. */
  private giveFree(from: number, count: number, vm: number): void {
    if (count === 0) return;
    const tier = from < this.dramCells ? DRAM : FLASH;
    this.counts[(this.vmOf(from) * 2 + tier) * roleCount + Role.Free] -= count;
    this.counts[(vm * 2 + tier) * roleCount + Role.Free] += count;
    for (let cell = from; cell < from + count; cell++) this.i32[(cell << 3) | 1] = vm;
  }

  /** Gives a free cell to another owner (or the reserve). */
  setOwner(cell: number, vm: number): void {
    const tier = cell < this.dramCells ? DRAM : FLASH;
    const role = this.roleOf(cell);
    this.counts[(this.vmOf(cell) * 2 + tier) * roleCount + role]--;
    this.counts[(vm * 2 + tier) * roleCount + role]++;
    this.i32[(cell << 3) | 1] = vm;
  }

  isDram(cell: number): boolean {
    return cell < this.dramCells;
  }

  /** The cell's number within its tier. */
  slot(cell: number): number {
    return cell < this.dramCells ? cell : cell - this.dramCells;
  }

  /** Scratch of the eviction policies: two words a cell, −1 at first. */
  policyLinks(): Int32Array {
    return (this.links ??= new Int32Array(2 * this.cellCount).fill(-1));
  }

  /** Scratch of the eviction policies: a word a cell for each column that is asked for, from 0 on; 0 at first. */
  policyWords(column: number): Int32Array {
    while (this.words.length <= column) this.words.push(new Int32Array(this.cellCount));
    return this.words[column];
  }

  private arrays(): (Int32Array | Float64Array)[] {
    return [this.volatilePlaces, this.counts, this.unbacked, ...this.words];
  }

  bytes(): number {
    return this.arrays().reduce((sum, array) => sum + array.byteLength, this.i32.byteLength + (this.links?.byteLength ?? 0));
  }

  save(): CellsState {
    return { records: this.i32.slice(), links: this.links?.slice() ?? null, arrays: this.arrays().map((array) => array.slice()) };
  }

  restore(state: CellsState): void {
    this.i32.set(state.records);
    if (state.links !== null) this.policyLinks().set(state.links);
    this.arrays().forEach((array, i) => {
      array.set(state.arrays[i]);
    });
  }
}

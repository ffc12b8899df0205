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
 * an IO of `bench-oltp` took 1.6 × as long); the links of the lists beside it.
 *
 *   0 role u8 · 1 flags u8 · 2 pins u16 · 4 owner u16 · 6 space u8 · 7 policy's mark u8 · 8 block i32 · 12 twin i32 · 16 sequence f64 · 24 aux i32
 */
import type { Stateful } from '../base/stateful.ts';

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
  readonly records: Uint8Array;
  readonly arrays: readonly (Int32Array | Float64Array)[];
}

export class CellTable implements Stateful<CellsState> {
  readonly dramCells: number;
  readonly cellCount: number;
  /** [vm × 12 + tier × 6 + role]; one VM more for the reserve. */
  readonly counts: Int32Array;
  readonly unbacked: Int32Array;
  /**
   * Neighbours in lists. DRAM: 32 bytes a cell, from [8 × cell] on the one before and the one after in the eviction policy's list, the same in the list of
   * volatile versions, and as a double the key that the durable point stays below while the cell is volatile. Flash: the policy's two alone (`linksAt`).
   */
  readonly links: Int32Array;
  private readonly linkKeys: Float64Array;
  /** More words a cell for policies that need them: made when first asked for. */
  private readonly words: Int32Array[] = [];
  private readonly u8: Uint8Array;
  private readonly u16: Uint16Array;
  private readonly i32: Int32Array;
  private readonly f64: Float64Array;

  constructor(dramCells: number, flashCells: number, vmCount: number) {
    const cellCount = dramCells + flashCells;
    this.dramCells = dramCells;
    this.cellCount = cellCount;
    const buffer = new ArrayBuffer(cellCount * 32);
    this.u8 = new Uint8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    if (cellCount > 0) {
      this.u16[2] = vmCount;
      this.i32[2] = -1;
      this.i32[3] = -1;
      this.i32[6] = -1;
      for (let filled = 32; filled < this.u8.length; filled *= 2) this.u8.copyWithin(filled, 0, Math.min(filled, this.u8.length - filled));
    }
    const linkBuffer = new ArrayBuffer(dramCells * 32 + flashCells * 8);
    this.links = new Int32Array(linkBuffer).fill(-1);
    this.linkKeys = new Float64Array(linkBuffer);
    this.counts = new Int32Array((vmCount + 1) * 2 * roleCount);
    this.unbacked = new Int32Array(vmCount + 1);
    this.counts[vmCount * 2 * roleCount] = dramCells;
    this.counts[vmCount * 2 * roleCount + roleCount] = flashCells;
  }

  /** Where the eviction policy's links of a cell are in `links`. */
  linksAt(cell: number): number {
    return cell < this.dramCells ? cell * 8 : cell * 2 + this.dramCells * 6;
  }

  /** The durable point stays below this while the DRAM cell is volatile. */
  volatileKeyOf(cell: number): number {
    return this.linkKeys[cell * 4 + 2];
  }

  setVolatileKey(cell: number, key: number): void {
    this.linkKeys[cell * 4 + 2] = key;
  }

  roleOf(cell: number): number {
    return this.u8[cell * 32];
  }

  flagsOf(cell: number): number {
    return this.u8[cell * 32 + 1];
  }

  setFlags(cell: number, flags: number): void {
    this.u8[cell * 32 + 1] |= flags;
  }

  clearFlags(cell: number, flags: number): void {
    this.u8[cell * 32 + 1] &= ~flags;
  }

  replaceFlags(cell: number, flags: number): void {
    this.u8[cell * 32 + 1] = flags;
  }

  /** Commands in flight that read or write the cell. */
  pinsOf(cell: number): number {
    return this.u16[cell * 16 + 1];
  }

  addPin(cell: number): void {
    this.u16[cell * 16 + 1]++;
  }

  removePin(cell: number): void {
    this.u16[cell * 16 + 1]--;
  }

  /** Owner; the number of VMs for the reserve. */
  vmOf(cell: number): number {
    return this.u16[cell * 16 + 2];
  }

  spaceOf(cell: number): number {
    return this.u8[cell * 32 + 6];
  }

  setSpace(cell: number, space: number): void {
    this.u8[cell * 32 + 6] = space;
  }

  /** Scratch of the eviction policies. */
  markOf(cell: number): number {
    return this.u8[cell * 32 + 7];
  }

  setMark(cell: number, mark: number): void {
    this.u8[cell * 32 + 7] = mark;
  }

  blockOf(cell: number): number {
    return this.i32[cell * 8 + 2];
  }

  setBlock(cell: number, block: number): void {
    this.i32[cell * 8 + 2] = block;
  }

  /** The other place of the same version, or −1. */
  twinOf(cell: number): number {
    return this.i32[cell * 8 + 3];
  }

  /** The version's sequence; 0 where it is not known (filled from the array). */
  sequenceOf(cell: number): number {
    return this.f64[cell * 4 + 2];
  }

  setSequence(cell: number, sequence: number): void {
    this.f64[cell * 4 + 2] = sequence;
  }

  /** Current dirty disk version: its dirty node. DRAM redo: its log record. Filling: the next cell of the same fill. Else −1 or a walk's mark. */
  auxOf(cell: number): number {
    return this.i32[cell * 8 + 6];
  }

  setAux(cell: number, aux: number): void {
    this.i32[cell * 8 + 6] = aux;
  }

  /** Number of cells of `vm` in `tier` that have `role`. */
  count(vm: number, tier: Tier, role: Role): number {
    return this.counts[(vm * 2 + tier) * roleCount + role];
  }

  setRole(cell: number, role: Role): void {
    const before = this.u8[cell * 32];
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
    this.u8[cell * 32] = role;
  }

  /** Makes them two places of one version. */
  link(dramCell: number, flashCell: number): void {
    if (this.roleOf(dramCell) === Role.Dirty) this.unbacked[this.vmOf(dramCell)]--;
    this.i32[dramCell * 8 + 3] = flashCell;
    this.i32[flashCell * 8 + 3] = dramCell;
  }

  unlink(dramCell: number, flashCell: number): void {
    this.i32[dramCell * 8 + 3] = -1;
    this.i32[flashCell * 8 + 3] = -1;
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
    for (let cell = from; cell < from + count; cell++) this.u16[cell * 16 + 2] = vm;
  }

  /** Gives a free cell to another owner (or the reserve). */
  setOwner(cell: number, vm: number): void {
    const tier = cell < this.dramCells ? DRAM : FLASH;
    const role = this.roleOf(cell);
    this.counts[(this.vmOf(cell) * 2 + tier) * roleCount + role]--;
    this.counts[(vm * 2 + tier) * roleCount + role]++;
    this.u16[cell * 16 + 2] = vm;
  }

  isDram(cell: number): boolean {
    return cell < this.dramCells;
  }

  /** The cell's number within its tier. */
  slot(cell: number): number {
    return cell < this.dramCells ? cell : cell - this.dramCells;
  }

  /** Scratch of the eviction policies: a word a cell for each column that is asked for, from 0 on; 0 at first. */
  policyWords(column: number): Int32Array {
    while (this.words.length <= column) this.words.push(new Int32Array(this.cellCount));
    return this.words[column];
  }

  private arrays(): (Int32Array | Float64Array)[] {
    return [this.links, this.counts, this.unbacked, ...this.words];
  }

  bytes(): number {
    return this.arrays().reduce((sum, array) => sum + array.byteLength, this.u8.byteLength);
  }

  save(): CellsState {
    return { records: this.u8.slice(), arrays: this.arrays().map((array) => array.slice()) };
  }

  restore(state: CellsState): void {
    this.u8.set(state.records);
    this.arrays().forEach((array, i) => {
      array.set(state.arrays[i]);
    });
  }
}

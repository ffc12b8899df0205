/**
 * Cells: the slots of both tiers under one numbering, DRAM first (`0 … dramCells − 1`), then flash; what each holds and in which role.
 *
 * Guarantees: every cell has exactly one role, and `counts` (per VM, tier and role) always add up to the portions (I3). A version may have a cell in each
 * tier: these are each other's `twin` and have the same role. `unbacked` counts, per VM, the DRAM cells with a current version that neither flash nor array
 * holds or is getting: what moving the durable point would need flash for.
 *
 * A cell whose data is on its way (flag `Writing`) counts by the role of that data; `InFlight` is a cell that holds no version (any more, or yet) but that
 * a command still reads or writes. A current version of the memory space is `Dirty`: nothing else holds it.
 *
 * Knows nothing of blocks' history: that is the undo log's, and where a block is, the location index's.
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
} as const;

export const DRAM = 0;
export const FLASH = 1;
export type Tier = typeof DRAM | typeof FLASH;

interface CellsState {
  readonly arrays: readonly (Uint8Array | Uint16Array | Int32Array | Float64Array)[];
}

export class CellTable implements Stateful<CellsState> {
  readonly dramCells: number;
  readonly cellCount: number;
  readonly role: Uint8Array;
  readonly flags: Uint8Array;
  /** Commands in flight that read or write the cell. */
  readonly pins: Uint16Array;
  readonly space: Uint8Array;
  /** Owner; the number of VMs for the reserve. */
  readonly vm: Uint16Array;
  readonly block: Int32Array;
  /** The version's sequence; 0 where it is not known (filled from the array). */
  readonly sequence: Float64Array;
  readonly twin: Int32Array;
  /** Current dirty disk version: its dirty node. DRAM redo: its log record. Filling: the next cell of the same fill. Else −1 or a walk's mark. */
  readonly aux: Int32Array;
  readonly volatilePrevious: Int32Array;
  readonly volatileNext: Int32Array;
  /** The durable point stays below this while the cell is volatile. */
  readonly volatileKey: Float64Array;
  /** Scratch of the eviction policies. */
  readonly policyPrevious: Int32Array;
  readonly policyNext: Int32Array;
  readonly policyMark: Uint8Array;
  /** [vm × 12 + tier × 6 + role]; one VM more for the reserve. */
  readonly counts: Int32Array;
  readonly unbacked: Int32Array;

  constructor(dramCells: number, flashCells: number, vmCount: number) {
    const cellCount = dramCells + flashCells;
    this.dramCells = dramCells;
    this.cellCount = cellCount;
    this.role = new Uint8Array(cellCount);
    this.flags = new Uint8Array(cellCount);
    this.pins = new Uint16Array(cellCount);
    this.space = new Uint8Array(cellCount);
    this.vm = new Uint16Array(cellCount).fill(vmCount);
    this.block = new Int32Array(cellCount).fill(-1);
    this.sequence = new Float64Array(cellCount);
    this.twin = new Int32Array(cellCount).fill(-1);
    this.aux = new Int32Array(cellCount).fill(-1);
    this.volatilePrevious = new Int32Array(dramCells).fill(-1);
    this.volatileNext = new Int32Array(dramCells).fill(-1);
    this.volatileKey = new Float64Array(dramCells);
    this.policyPrevious = new Int32Array(cellCount).fill(-1);
    this.policyNext = new Int32Array(cellCount).fill(-1);
    this.policyMark = new Uint8Array(cellCount);
    this.counts = new Int32Array((vmCount + 1) * 2 * roleCount);
    this.unbacked = new Int32Array(vmCount + 1);
    this.counts[vmCount * 2 * roleCount] = dramCells;
    this.counts[vmCount * 2 * roleCount + roleCount] = flashCells;
  }

  /** Number of cells of `vm` in `tier` that have `role`. */
  count(vm: number, tier: Tier, role: Role): number {
    return this.counts[(vm * 2 + tier) * roleCount + role];
  }

  setRole(cell: number, role: Role): void {
    const before = this.role[cell];
    if (before === role) return;
    const vm = this.vm[cell];
    const isDram = cell < this.dramCells;
    const base = (vm * 2 + (isDram ? DRAM : FLASH)) * roleCount;
    this.counts[base + before]--;
    this.counts[base + role]++;
    if (isDram && this.twin[cell] < 0) {
      if (before === Role.Dirty) this.unbacked[vm]--;
      if (role === Role.Dirty) this.unbacked[vm]++;
    }
    this.role[cell] = role;
  }

  /** Makes them two places of one version. */
  link(dramCell: number, flashCell: number): void {
    if (this.role[dramCell] === Role.Dirty) this.unbacked[this.vm[dramCell]]--;
    this.twin[dramCell] = flashCell;
    this.twin[flashCell] = dramCell;
  }

  unlink(dramCell: number, flashCell: number): void {
    this.twin[dramCell] = -1;
    this.twin[flashCell] = -1;
    if (this.role[dramCell] === Role.Dirty) this.unbacked[this.vm[dramCell]]++;
  }

  /** Gives a free cell to another owner (or the reserve). */
  setOwner(cell: number, vm: number): void {
    const tier = cell < this.dramCells ? DRAM : FLASH;
    const role = this.role[cell];
    this.counts[(this.vm[cell] * 2 + tier) * roleCount + role]--;
    this.counts[(vm * 2 + tier) * roleCount + role]++;
    this.vm[cell] = vm;
  }

  isDram(cell: number): boolean {
    return cell < this.dramCells;
  }

  /** The cell's number within its tier. */
  slot(cell: number): number {
    return cell < this.dramCells ? cell : cell - this.dramCells;
  }

  private arrays(): (Uint8Array | Uint16Array | Int32Array | Float64Array)[] {
    return [
      this.role, this.flags, this.pins, this.space, this.vm, this.block, this.sequence, this.twin, this.aux, this.volatilePrevious, this.volatileNext, this.volatileKey,
      this.policyPrevious, this.policyNext, this.policyMark, this.counts, this.unbacked,
    ];
  }

  bytes(): number {
    return this.arrays().reduce((sum, array) => sum + array.byteLength, 0);
  }

  save(): CellsState {
    return { arrays: this.arrays().map((array) => array.slice()) };
  }

  restore(state: CellsState): void {
    this.arrays().forEach((array, i) => {
      array.set(state.arrays[i]);
    });
  }
}

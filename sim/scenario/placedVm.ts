import type { CacheInput, VmInput } from './scenarioInput.ts';

/** One VM to come, and where it is written. */
export interface PlacedVm {
  readonly input: VmInput;
  readonly path: string;
  readonly name: string;
  /** Name of its group: the name in the file of an entry with a count; else its own. */
  readonly group: string;
  /** Its place in its group, from 0. */
  readonly member: number;
}

export interface VmsContext {
  readonly seed: number;
  readonly blockBytes: number;
  readonly durationNs: number;
  readonly dramBytes: number;
  readonly flashBytes: number;
  /** Of all logs together; null: each as large as its portion asks for. */
  readonly logRecords: number | null;
  readonly cache: CacheInput | null;
  readonly hasSnapshots: boolean;
  readonly hasAtomicWrites: boolean;
}

/** What is known of a result by its folder alone: what the dashboard lists, and `/runs/index.json` of its server holds. */
export type IndexedKind = 'run' | 'comparison' | 'sweep';

export interface IndexedRun {
  /** Of its folder, within the folder of results. */
  readonly name: string;
  readonly kind: IndexedKind;
  readonly scenario: string;
  readonly summary: string;
  readonly seed: number | null;
  readonly digest: string | null;
  /** ISO 8601; when it is not told, the time of its newest file. */
  readonly startedAt: string;
  readonly simulatedNs: number | null;
  readonly wallSeconds: number | null;
  readonly version: string | null;
  /** Variants of a comparison, cells of a sweep; of a run its VMs. */
  readonly parts: number | null;
  /** What repeats it. */
  readonly repeat: string | null;
  /** Files in the folder, by name. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** What cannot be read of it; null: nothing. */
  readonly problem: string | null;
}

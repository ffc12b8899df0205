/** A workload of a resolved scenario in a few words: `oltp on disk, poisson`, `boot, then pause, then zipf on disk, closed`. What is not understood is named by its kind. */
interface AnyWorkload {
  readonly kind?: unknown;
  readonly type?: unknown;
  readonly space?: unknown;
  readonly pacing?: { readonly type?: unknown };
  readonly phases?: readonly { readonly workload: unknown }[];
  readonly workloads?: readonly { readonly workload: unknown }[];
  readonly file?: unknown;
  readonly job?: unknown;
}

export function workloadText(config: unknown): string {
  if (typeof config !== 'object' || config === null) return 'pause';
  const { kind, type, space, pacing, phases, workloads, file, job } = config as AnyWorkload;
  if (kind === 'phases' && phases !== undefined) return phases.map(({ workload }) => workloadText(workload)).join(', then ');
  if (kind === 'parallel' && workloads !== undefined) return workloads.map(({ workload }) => workloadText(workload)).join(' and ');
  if (kind === 'fio') return `fio ${String(file)}${typeof job === 'string' && job !== '' ? `, job ${job}` : ''}`;
  if (typeof type !== 'string') return typeof kind === 'string' ? kind : 'unknown';
  return `${type}${typeof space === 'string' ? ` on ${space}` : ''}${typeof pacing?.type === 'string' ? `, ${pacing.type}` : ''}`;
}

import type { CrashSampler } from './crashSampler.ts';
import type { PhaseWatch } from './phaseWatch.ts';
import type { ServerCrash } from './serverCrash.ts';

/** What a run needs for crashes. */
export interface CrashParts {
  readonly server: ServerCrash;
  readonly watch: PhaseWatch;
  /** Null: no samples. */
  readonly sampler: CrashSampler | null;
}

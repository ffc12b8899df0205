/**
 * Makes a failing scenario short: leaves out whatever can be left out while it still fails in the same way. Greedy: the whole of a field first, then what is
 * in it; round after round until nothing can go; then the run is halved as long as it fails. What no longer is a scenario does not fail in the same way.
 */
import type { ScenarioDraft } from '../scenario/drawScenario.ts';
import { formatQuantity, parseQuantity } from '../base/units.ts';

type Path = readonly (string | number)[];

export interface Reduction {
  readonly draft: ScenarioDraft;
  readonly trials: number;
}

/** `stillFails` is asked at most `trialsMax` times; once it is null, everything stops. */
export async function reduceScenario(
  draft: ScenarioDraft,
  trialsMax: number,
  stillFails: (candidate: ScenarioDraft) => Promise<boolean | null>,
): Promise<Reduction> {
  let current = draft;
  let trials = 0;
  const attempt = async (candidate: ScenarioDraft): Promise<boolean> => {
    if (trials >= trialsMax) return false;
    trials += 1;
    const fails = await stillFails(candidate);
    if (fails === null) trials = trialsMax;
    if (fails === true) current = candidate;
    return fails === true;
  };
  for (let before: ScenarioDraft | null = null; before !== current && trials < trialsMax;) {
    before = current;
    await leaveOut(() => current, attempt);
  }
  for (let shorter = halved(current); shorter !== null && (await attempt(shorter));) shorter = halved(current);
  return { draft: current, trials };
}

/** Tries to leave out each place once, outer ones first; of a list from its end, so that the places before keep their numbers. */
async function leaveOut(currentDraft: () => ScenarioDraft, attempt: (candidate: ScenarioDraft) => Promise<boolean>): Promise<void> {
  for (let depth = 1; ; depth += 1) {
    const paths = pathsAt(currentDraft(), depth);
    if (paths.length === 0) return;
    for (const path of paths.reverse()) {
      const candidate = without(currentDraft(), path);
      if (candidate !== null) await attempt(candidate);
    }
  }
}

/** All places at this depth. */
function pathsAt(value: unknown, depth: number): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys: readonly (string | number)[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  if (depth === 1) return keys.map((key) => [key]);
  return keys.flatMap((key) => pathsAt((value as Readonly<Record<string | number, unknown>>)[key], depth - 1).map((path) => [key, ...path]));
}

/** Null where there is nothing at this place any more. */
function without(draft: ScenarioDraft, path: Path): ScenarioDraft | null {
  const copy: unknown = structuredClone(draft);
  let holder = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) {
    const next = holder[key];
    if (typeof next !== 'object' || next === null) return null;
    holder = next as Record<string | number, unknown>;
  }
  const last = path[path.length - 1]!;
  if (!(last in holder)) return null;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else Reflect.deleteProperty(holder, last);
  return copy as ScenarioDraft;
}

/** The same for half the time. Null: it is very short already. */
function halved(draft: ScenarioDraft): ScenarioDraft | null {
  const parsed = parseQuantity(String(draft['duration']), 'ns');
  if (!('value' in parsed) || parsed.value < 1e6) return null;
  return { ...draft, duration: formatQuantity(Math.ceil(parsed.value / 2), 'ns') };
}

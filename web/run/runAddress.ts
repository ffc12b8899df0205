/**
 * The run that the address names: `scenario=NAME`, or `text=` with a scenario of one's own, and `set=PATH=VALUE` again and again as on the command line. What is added to the timeline while it runs
 * becomes such a set as well, and `at` says where it was stopped: so the address repeats what is seen.
 */
import { packText, unpackText } from './packedText.ts';
import type { App } from '../shell/screen.ts';
import type { LoadRequest } from '../worker/messages.ts';

export const firstScenario = 'quickstart';

export interface Sets {
  readonly path: string;
  readonly value: string;
}

/** The key of what is shown, or being loaded. */
let shown = '';

/** Loads what the address names, now and whenever it names another. */
export function followAddress(app: App): void {
  const follow = (): void => {
    const wanted = keyOf(app);
    if ((app.address.get('scenario') === null && app.address.get('text') === null) || wanted === shown) return;
    shown = wanted;
    void openRun(app);
  };
  app.address.place.listen(follow);
  // When the worker has died nothing is shown: the same address then loads anew.
  app.run.loaded.listen((loaded) => (shown = loaded === null ? '' : keyOf(app)));
  app.run.status.listen((status) => {
    if (status?.phase !== 'paused' || status.events === 0) return;
    app.address.note({ at: String(status.nowNs), run: null, set: [...new Set([...app.address.all('set'), ...status.addedSets.map(textOfSet)])] });
    shown = keyOf(app);
  });
  follow();
}

/** Loads a scenario, and has the address name it, on the Run screen: a text of one's own is in it, unless it is long. */
export async function openScenario(app: App, scenario: LoadRequest['scenario'], sets: readonly Sets[] = []): Promise<boolean> {
  const text = 'text' in scenario ? await packText(scenario.text) : null;
  app.address.note({ scenario: 'name' in scenario ? scenario.name : null, text, set: sets.map(textOfSet), at: null, from: null, to: null });
  shown = keyOf(app);
  app.time.setRange(null);
  app.address.go('run');
  return app.run.load({ scenario, sets });
}

/** As on a command line. */
export function setsIn(app: App): readonly Sets[] {
  return app.address.all('set').map((text) => ({ path: text.slice(0, text.indexOf('=')), value: text.slice(text.indexOf('=') + 1) }));
}

export function textOfSet({ path, value }: Sets): string {
  return `${path}=${value}`;
}

/** The command that repeats what is seen. */
export function commandOf(scenario: string, sets: readonly Sets[]): string {
  return `npx hindcast run ${scenario}${sets.map((set) => ` --set ${quoted(textOfSet(set))}`).join('')}`;
}

function quoted(text: string): string {
  return /^[\w./=:-]*$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

async function openRun(app: App): Promise<void> {
  const scenario = await namedScenario(app);
  if (scenario === null || !(await app.run.load({ scenario, sets: setsIn(app) }))) return;
  const atNs = Number(app.address.get('at') ?? '0');
  if (app.address.get('run') !== null) await app.run.tell('play', { speed: Infinity });
  else if (atNs > 0) await app.run.tell('jump', { atNs });
}

/** Null: it can't be read, which has been said. */
async function namedScenario(app: App): Promise<LoadRequest['scenario'] | null> {
  const text = app.address.get('text');
  if (text === null) return { name: app.address.get('scenario') ?? firstScenario };
  try {
    return { text: await unpackText(text), sourceName: 'address.yaml' };
  } catch (error) {
    app.notify({ kind: 'error', text: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

function keyOf(app: App): string {
  return [app.address.get('scenario') ?? '', app.address.get('text') ?? '', ...app.address.all('set')].join('\n');
}

/**
 * The run that the address names: `scenario=NAME`, with `set=PATH=VALUE` again and again as on the command line. What is added to the timeline while it runs
 * becomes such a set as well, and `at` says where it was stopped: so the address repeats what is seen.
 */
import type { App } from '../shell/screen.ts';
import type { LoadRequest } from '../worker/messages.ts';

export const firstScenario = 'quickstart';

export interface Sets {
  readonly path: string;
  readonly value: string;
}

/** Loads what the address names, now and whenever it names another. */
export function followAddress(app: App): void {
  let shown = '';
  const follow = (): void => {
    const wanted = keyOf(app);
    if (app.address.get('scenario') === null || wanted === shown) return;
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

/** Loads a scenario, and has the address name it. */
export async function openScenario(
  app: App,
  scenario: LoadRequest['scenario'],
  sets: readonly Sets[] = [],
  files: LoadRequest['files'] = [],
): Promise<boolean> {
  app.address.note({ scenario: 'name' in scenario ? scenario.name : null, set: sets.map(textOfSet), at: null, from: null, to: null });
  app.time.setRange(null);
  return app.run.load({ scenario, sets, files });
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
  const name = app.address.get('scenario') ?? firstScenario;
  if (!(await app.run.load({ scenario: { name }, sets: setsIn(app) }))) return;
  const atNs = Number(app.address.get('at') ?? '0');
  if (app.address.get('run') !== null) await app.run.tell('play', { speed: Infinity });
  else if (atNs > 0) await app.run.tell('jump', { atNs });
}

function keyOf(app: App): string {
  return [app.address.get('scenario') ?? '', ...app.address.all('set')].join('\n');
}

/** What can be saved of the screen that is shown: the screen as a page, the figures of a run that is over, and the run so far as a Chrome trace. Each chart has its own PNG and CSV. */
import { downloadFile } from '../../reports/charts/downloadFile.ts';
import { commandOf } from '../run/runAddress.ts';
import { menu, type MenuItem } from '../shell/menu.ts';
import type { App, ScreenEntry } from '../shell/screen.ts';

export function exportMenu(app: App, entry: ScreenEntry): unknown {
  return menu('Save', [
    { label: 'This screen', hint: 'HTML, one file', choose: () => void saveScreen(app, entry) },
    { label: 'The run’s figures', hint: 'JSON, when it is over', choose: () => saveResult(app) },
    { label: 'The run for Perfetto', hint: 'Chrome trace', choose: () => void saveTrace(app) },
  ] satisfies MenuItem[]);
}

async function saveScreen(app: App, entry: ScreenEntry): Promise<void> {
  const { screenPage } = await import('./screenPage.ts');
  const main = document.querySelector('main');
  if (main === null) return;
  const page = screenPage(main, { title: entry.title, summary: entry.summary, facts: factsOf(app, entry) });
  downloadFile(`hindcast-${entry.id}.html`, new Blob([page], { type: 'text/html' }));
}

/** How to come to what is seen again. */
function factsOf(app: App, entry: ScreenEntry): [string, string][] {
  const { value: loaded } = app.run.loaded;
  const { value: status } = app.run.status;
  const address: [string, string] = ['Address', location.hash];
  if (!entry.isLive || loaded === null || status === null) return [address];
  return [address, ['Repeat it', commandOf(loaded.name, [...loaded.sets, ...status.addedSets])], ['Digest', status.digest ?? 'known when it rests']];
}

function saveResult(app: App): void {
  const { value: finished } = app.run.finished;
  if (finished === null) {
    app.notify({ kind: 'error', text: 'No run is over yet: its figures are complete when it is. “Finish” ends it where it stands.' });
    return;
  }
  const result = { ...finished.record.result, wallSeconds: finished.wallSeconds };
  downloadFile('result.json', new Blob([`${JSON.stringify(result, null, 2)}\n`], { type: 'application/json' }));
}

/** Of the run so far, with its last IOs one by one. */
export async function saveTrace(app: App): Promise<void> {
  const { value: loaded } = app.run.loaded;
  if (loaded === null) {
    app.notify({ kind: 'error', text: 'No scenario is loaded that could be traced.' });
    return;
  }
  const trace = await app.run.tell('chromeTrace', null);
  if (trace !== null) downloadFile(`${loaded.name}-${String(loaded.seed)}.trace.json`, trace);
}

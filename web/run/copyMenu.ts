/** How to repeat what is seen, without this page: the command, or the scenario with all that was changed while it ran. */
import { downloadFile } from '../../reports/charts/downloadFile.ts';
import { menu } from '../shell/menu.ts';
import type { App } from '../shell/screen.ts';
import { commandOf } from './runAddress.ts';
import type { Sets } from './runAddress.ts';

export function copyMenu(app: App): unknown {
  return menu('Repeat it', [
    { label: 'Copy as command', hint: 'for a shell', choose: () => void copyCommand(app) },
    {
      label: 'Copy as scenario',
      hint: 'YAML',
      choose: () => void withScenario(app, (text) => copy(app, text, 'the scenario, with what was changed while it ran')),
    },
    {
      label: 'Save as scenario',
      hint: 'a file',
      choose: () => void withScenario(app, (text, name) => downloadFile(`${name}.yaml`, new Blob([text], { type: 'application/yaml' }))),
    },
  ]);
}

/** All that makes this run of its scenario. */
function setsOf(app: App): readonly Sets[] {
  return [...(app.run.loaded.value?.sets ?? []), ...(app.run.status.value?.addedSets ?? [])];
}

async function copyCommand(app: App): Promise<void> {
  const loaded = app.run.loaded.value;
  if (loaded === null) return;
  const command = commandOf(loaded.name, setsOf(app));
  await copy(app, command, command);
}

/** The writer of YAML is loaded when it is asked for. */
async function withScenario(app: App, act: (text: string, name: string) => unknown): Promise<void> {
  const loaded = app.run.loaded.value;
  if (loaded === null) return;
  const { scenarioText } = await import('./scenarioText.ts');
  await act(scenarioText(loaded.text, setsOf(app)), loaded.name);
}

async function copy(app: App, text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    app.notify({ kind: 'done', text: `Copied: ${said}` });
  } catch {
    app.notify({ kind: 'error', text: `The browser does not let this page copy. This is it:\n${text}` });
  }
}

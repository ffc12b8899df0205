/** Files may be dropped anywhere on the page, or chosen with a button: each goes to the screen that shows it. */
import { keepDraft } from '../screens/scenarios/drafts.ts';
import { keepSweepFile } from '../screens/sweep/sweepDraft.ts';
import type { App } from '../shell/screen.ts';
import { addDropped, droppedTrace } from './droppedFiles.ts';
import type { TakenFile } from './takeFiles.ts';

const screenOfKind = { run: 'reports', comparison: 'compare', sweep: 'sweep' } as const;

/** Listens on the whole page. */
export function acceptDrops(app: App): void {
  let depth = 0;
  const show = (isOver: boolean): void => {
    document.documentElement.toggleAttribute('data-dropping', isOver);
  };
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    depth += 1;
    show(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    show(depth > 0);
  });
  document.addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    void showFiles(app, [...(event.dataTransfer?.files ?? [])]);
  });
}

/** What is wrong is told; the last that is right is shown. */
export async function showFiles(app: App, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const { takeFiles } = await import('./takeFiles.ts');
  const taken = await takeFiles(files);
  for (const file of taken) if (file.kind === 'wrong') app.notify({ kind: 'error', text: file.message });
  const last = taken.flatMap((file) => keep(file) ?? []).at(-1);
  if (last === undefined) return;
  app.address.go(last.screen, last.params);
  app.say(`Opened ${files.map(({ name }) => name).join(', ')}`);
}

interface ShownAt {
  readonly screen: string;
  readonly params: Readonly<Record<string, string | null>>;
}

/** Where it is to be seen; null: nowhere. */
function keep(file: TakenFile): ShownAt | null {
  switch (file.kind) {
    case 'result':
      addDropped(file.result);
      return { screen: screenOfKind[file.result.kind], params: { dropped: file.result.name } };
    case 'scenario':
      return { screen: 'scenarios', params: { edit: keepDraft(file.fileName, file.text) } };
    case 'sweep file':
      keepSweepFile(file.text);
      return { screen: 'sweep', params: {} };
    case 'trace':
      droppedTrace.set(file.file);
      return { screen: 'workload', params: { scenario: null, set: null } };
    case 'wrong':
      return null;
  }
}

/** The scenarios that ship and the traces beside them, as Vite finds them: the same files that the command line reads. */

/** The folder that names of files count from, as they stand in messages. */
const scenarioFolder = 'workloads/scenarios';

const scenarioTexts: Readonly<Record<string, string>> = import.meta.glob('../../workloads/scenarios/*.yaml', { query: '?raw', import: 'default', eager: true });
const otherFiles: Readonly<Record<string, string>> = import.meta.glob(['../../workloads/**/*', '!../../workloads/**/*.{ts,yaml,md,json}'], {
  query: '?url',
  import: 'default',
  eager: true,
});

export interface ShippedScenario {
  readonly name: string;
  readonly text: string;
  /** For messages; file names in the text are relative to it. */
  readonly sourceName: string;
}

/** In the order of their names. */
export const shippedScenarios: readonly ShippedScenario[] = Object.entries(scenarioTexts)
  .map(([path, text]) => ({ name: path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length), text }))
  .map(({ name, text }) => ({ name, text, sourceName: `${scenarioFolder}/${name}.yaml` }))
  .sort((left, right) => (left.name < right.name ? -1 : 1));

/** Opens a file that a scenario names. Throws when it does not ship, or cannot be fetched. */
export async function openShippedFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  const key = `../../${path}`;
  if (!Object.hasOwn(otherFiles, key)) throw new Error(`${path} is not among the files that ship; a page can read no others from disk`);
  const response = await fetch(new URL(otherFiles[key]!, import.meta.url));
  if (!response.ok || response.body === null) throw new Error(`${path} could not be fetched: ${response.status} ${response.statusText}`);
  return chunksOf(response.body);
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

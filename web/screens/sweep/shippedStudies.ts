/** The sweeps that ship, as Vite finds them: the same files that the command line reads. */
const texts: Readonly<Record<string, string>> = import.meta.glob('../../../workloads/studies/*.yaml', { query: '?raw', import: 'default', eager: true });

/** In the order of their names. */
export const shippedStudies: readonly { readonly name: string; readonly text: string }[] = Object.entries(texts)
  .map(([path, text]) => ({ name: path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length), text }))
  .sort((left, right) => (left.name < right.name ? -1 : 1));

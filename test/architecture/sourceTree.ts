/** All source files of the project and how they hang together. */
import { readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSourceFile } from './sourceFile.ts';
import type { SourceFile } from './sourceFile.ts';

/** The project's folder, with a slash at its end. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

export const sourceFolders: readonly string[] = ['sim', 'workloads', 'reports', 'web', 'test'];

/** What an import leads to: a file of ours, an npm package, or a module of Node. */
export type ImportTarget =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'package'; readonly name: string } | { readonly kind: 'node'; readonly name: string };

export function readSourceTree(): ReadonlyMap<string, SourceFile> {
  const paths = sourceFolders.flatMap((folder) => filesBelow(folder)).filter((path) => /\.(ts|mjs|html)$/.test(path));
  return new Map(paths.sort().map((path) => [path, readSourceFile(projectFolder, path)]));
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(projectFolder, folder), { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]));
}

export function targetOf(from: string, specifier: string): ImportTarget {
  const plain = specifier.split('?')[0]!;
  if (plain.startsWith('node:')) return { kind: 'node', name: plain };
  // In a page, a path from the root is one from the folder of pages.
  if (plain.startsWith('/')) return { kind: 'file', path: `web${plain}` };
  if (plain.startsWith('.')) return { kind: 'file', path: posix.normalize(posix.join(dirname(from), plain)) };
  const parts = plain.split('/');
  return { kind: 'package', name: plain.startsWith('@') ? `${parts[0]!}/${parts[1]!}` : parts[0]! };
}

/** The project's files that a file imports. */
export function importedFiles(file: SourceFile): string[] {
  return file.imports.map((imported) => targetOf(file.path, imported.specifier)).flatMap((target) => (target.kind === 'file' ? [target.path] : []));
}

/** Is `path` that file, or in that folder? */
export function isWithin(path: string, folderOrFile: string): boolean {
  return path === folderOrFile || path.startsWith(`${folderOrFile}/`);
}

/** Everything that is imported, at any distance, from these files, and they themselves. */
export function reachableFrom(tree: ReadonlyMap<string, SourceFile>, entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...entries];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const file = tree.get(path);
    if (file === undefined || reached.has(path)) continue;
    reached.add(path);
    open.push(...importedFiles(file));
  }
  return reached;
}

/** One cycle of imports as `a → b → a`, for each knot of files that import each other. */
export function importCycles(tree: ReadonlyMap<string, SourceFile>): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const cycles: string[] = [];
  const visit = (at: string): void => {
    const start = path.indexOf(at);
    if (start >= 0) cycles.push([...path.slice(start), at].join(' → '));
    const file = tree.get(at);
    if (start >= 0 || done.has(at) || file === undefined) return;
    path.push(at);
    for (const next of importedFiles(file)) visit(next);
    path.pop();
    done.add(at);
  };
  for (const file of tree.keys()) visit(file);
  return cycles;
}

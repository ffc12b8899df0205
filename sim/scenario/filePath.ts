/** Names of files in a scenario: relative to it, or with `--set` to the working directory. Plain text work: the host that opens them may be a browser. */
import type { InputNode } from './inputNode.ts';

/** The name as the host opens it: absolute, or relative to the working directory. */
export function resolveFile(name: string, node: InputNode): string {
  if (node.isCwdRelative || name.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(name)) return name;
  const source = node.place.file;
  const slash = source.lastIndexOf('/');
  return slash < 0 ? name : normalise(`${source.slice(0, slash)}/${name}`);
}

/** Without `.`, and without `..` where something stands before it. */
function normalise(path: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(path);
  const root = scheme === null ? (path.startsWith('/') ? '/' : '') : `${scheme[0]}/`;
  const kept: string[] = [];
  for (const part of path.slice(root === '' ? 0 : root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (part !== '..' || root === '') kept.push(part);
  }
  return root + kept.join('/');
}

/** How the varied fields of an experiment are called: by as many segments from the end of each path as no other path ends in. */

/** In the order of `paths`, which are all different. */
export function axisLabels(paths: readonly string[]): string[] {
  return paths.map((path) => shortLabel(path, paths));
}

function shortLabel(path: string, paths: readonly string[]): string {
  const segments = path.split('.');
  for (let count = 1; count < segments.length; count++) {
    const label = segments.slice(-count).join('.');
    if (!paths.some((other) => other !== path && (other === label || other.endsWith(`.${label}`)))) return label;
  }
  return path;
}

/**
 * What was written in a scenario, before anyone asks what it means: maps, lists and scalars, each with the place where it stands, so that every later message can name it.
 */
import type { ScenarioPlace } from './scenarioError.ts';

export type InputNode = InputScalar | InputMap | InputList;

interface InputBase {
  readonly place: ScenarioPlace;
  /** File names in it are relative to the working directory instead of to the scenario (it came with `--set`). */
  readonly isCwdRelative: boolean;
}

export interface InputScalar extends InputBase {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it was written. */
  readonly text: string;
}

export interface InputMap extends InputBase {
  readonly kind: 'map';
  readonly entries: Map<string, InputEntry>;
}

export interface InputEntry {
  readonly keyPlace: ScenarioPlace;
  readonly node: InputNode;
}

export interface InputList extends InputBase {
  readonly kind: 'list';
  readonly items: InputNode[];
}

/** The node as a phrase: `is 4096`, `is a list`, `has no value`. */
export function describeNode(node: InputNode): string {
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'is a map' : 'is a list';
  if (node.value === null) return 'has no value';
  const text = node.text.length > 60 ? `${node.text.slice(0, 57)}...` : node.text;
  return text.trim() === '' ? 'is an empty text' : `is ${text}`;
}

/** The node at `path` (dotted), or the nearest one above it that is there: for messages about what was left out. */
export function nearestNode(root: InputNode, path: string): InputNode {
  let node = root;
  for (const segment of path === '' ? [] : path.split('.')) {
    const below = childOf(node, segment);
    if (below === undefined) return node;
    node = below;
  }
  return node;
}

/** Was anything written at `path`? */
export function isGiven(root: InputNode, path: string): boolean {
  let node = root;
  for (const segment of path.split('.')) {
    const below = childOf(node, segment);
    if (below === undefined) return false;
    node = below;
  }
  return true;
}

function childOf(node: InputNode, segment: string): InputNode | undefined {
  if (node.kind === 'map') return node.entries.get(segment)?.node;
  return node.kind === 'list' ? node.items[Number(segment)] : undefined;
}

/**
 * `--set PATH=VALUE`: changes the input before it is read. A path is dotted, with numbers for places in lists (`vms.0.workload.readRatio`); a value is YAML (`4GiB`, `[a, b]`).
 *
 * What is not there yet is made. Short forms are written out where a path goes below them: `flush: periodic` becomes a map with that policy, `vms: 4` a list of four.
 */
import { defaults } from './defaults.ts';
import { describeNode, type InputEntry, type InputList, type InputMap, type InputNode } from './inputNode.ts';
import { readYaml } from './readYaml.ts';
import { ScenarioError, type ScenarioPlace } from './scenarioError.ts';

export interface ScenarioSet {
  readonly path: string;
  readonly value: string;
  /** File names in it are relative to the working directory (as on a command line), not to the scenario. */
  readonly cwdRelative: boolean;
  /** The value as it stands in a file, with its place: goes before `value`, which then only describes it. */
  readonly node?: InputNode;
}

/** Keys whose value may be a name alone, and the key that the name stands for. */
const shortForms: Readonly<Record<string, string>> = {
  flush: 'policy',
  eviction: 'policy',
  misses: 'policy',
  partition: 'policy',
  scheduler: 'policy',
  workload: 'type',
  workloads: 'type',
  pacing: 'type',
  of: 'type',
  phases: 'type',
  target: 'bookmark',
};

/** Changes `root` in place, one set after the other. */
export function applySets(root: InputNode, sets: readonly ScenarioSet[]): void {
  for (const set of sets) new Setter(set).apply(root);
}

class Setter {
  readonly #segments: readonly string[];
  readonly #place: ScenarioPlace;
  readonly #value: InputNode;
  readonly #isCwdRelative: boolean;

  constructor(set: ScenarioSet) {
    const name = `--set ${set.path}=${set.value}`;
    this.#place = set.node?.place ?? { file: name, line: 0, column: 0 };
    this.#isCwdRelative = set.cwdRelative;
    this.#segments = set.path.split('.');
    if (this.#segments.some((segment) => segment.trim() === ''))
      this.#refuse('', `is the path ${set.path === '' ? '(empty)' : set.path}`, 'a path is dotted, such as server.flash.size or vms.0.disk');
    this.#value = set.node === undefined ? readYaml(set.value, { name, isCwdRelative: set.cwdRelative, hasPlaces: false }) : structuredClone(set.node);
  }

  apply(root: InputNode): void {
    let node = root;
    for (let depth = 0; depth < this.#segments.length; depth++) {
      const path = this.#segments.slice(0, depth).join('.');
      const isLast = depth + 1 === this.#segments.length;
      if (node.kind === 'map') node = this.#enterMap(node, depth, isLast);
      else if (node.kind === 'list') node = this.#enterList(node, depth, isLast);
      else this.#refuse(path, describeNode(node), `it has no field ${this.#segment(depth)}`);
    }
  }

  #enterMap(map: InputMap, depth: number, isLast: boolean): InputNode {
    const key = this.#segment(depth);
    if (isLast) {
      map.entries.set(key, this.#entry(this.#value));
      return this.#value;
    }
    const before = map.entries.get(key)?.node;
    const below = this.#opened(key, before, this.#segment(depth + 1));
    if (below !== before) map.entries.set(key, this.#entry(below));
    return below;
  }

  #enterList(list: InputList, depth: number, isLast: boolean): InputNode {
    const segment = this.#segment(depth);
    const path = this.#segments.slice(0, depth).join('.');
    const index = /^\d+$/.test(segment) ? Number(segment) : -1;
    const count = list.items.length;
    if (index < 0) this.#refuse(path, 'is a list', `a number is needed in place of ${segment}: 0 to ${String(count - 1)}`);
    if (index > count) this.#refuse(path, `has ${String(count)} entries`, `${segment} is beyond its end: 0 to ${String(count - 1)} is possible`);
    if (isLast) {
      list.items[index] = this.#value;
      return this.#value;
    }
    const key = depth > 0 ? this.#segment(depth - 1) : '';
    const below = this.#opened(key, list.items[index], this.#segment(depth + 1));
    list.items[index] = below;
    return below;
  }

  /** The node below `key` that the next segment can be looked up in: made, or written out, where needed. */
  #opened(key: string, node: InputNode | undefined, next: string): InputNode {
    if (key === 'vms' && /^\d+$/.test(next) && node?.kind !== 'list') return this.#listOfVms(node);
    if (node === undefined || (node.kind === 'scalar' && node.value === null)) return /^\d+$/.test(next) ? this.#list([]) : this.#map([]);
    const longKey = Object.hasOwn(shortForms, key) ? shortForms[key] : undefined;
    if (node.kind !== 'scalar' || longKey === undefined) return node;
    return this.#map([[longKey, { keyPlace: node.place, node }]]);
  }

  /** `vms: 4`, `vms: { count: 4, … }` or nothing, as a list with an entry for each. */
  #listOfVms(node: InputNode | undefined): InputNode {
    if (node?.kind === 'map') {
      const countNode = node.entries.get('count')?.node;
      const count = countNode?.kind === 'scalar' && typeof countNode.value === 'number' ? countNode.value : 1;
      const nameNode = node.entries.get('name')?.node;
      const name = nameNode?.kind === 'scalar' ? nameNode.text : defaults.vm.name;
      return this.#list(Array.from({ length: count }, (_, index) => this.#copyOfVm(node, count === 1 ? name : `${name}${String(index + 1)}`)));
    }
    const isNumber = node?.kind === 'scalar' && typeof node.value === 'number';
    if (node !== undefined && !isNumber) return node;
    const count = isNumber ? Math.min(node.value, 100_000) : defaults.vm.count;
    return this.#list(Array.from({ length: count }, () => this.#map([])));
  }

  #copyOfVm(node: InputMap, name: string): InputNode {
    const copy = structuredClone(node);
    copy.entries.delete('count');
    if (node.entries.has('name')) copy.entries.set('name', this.#entry({ kind: 'scalar', place: node.place, isCwdRelative: false, value: name, text: name }));
    return copy;
  }

  #segment(depth: number): string {
    return this.#segments[depth]!;
  }

  #entry(node: InputNode): InputEntry {
    return { keyPlace: this.#place, node };
  }

  #map(entries: readonly (readonly [string, InputEntry])[]): InputMap {
    return { kind: 'map', place: this.#place, isCwdRelative: this.#isCwdRelative, entries: new Map(entries) };
  }

  #list(items: InputNode[]): InputList {
    return { kind: 'list', place: this.#place, isCwdRelative: this.#isCwdRelative, items };
  }

  #refuse(field: string, given: string, allowed: string): never {
    throw new ScenarioError({ place: this.#place, field, given, allowed });
  }
}

/**
 * What the steps of resolving share: the input tree, so that a value that only turns out to be wrong beside others is still refused at the place where it stands.
 */
import { describeNode, isGiven, nearestNode, type InputNode } from './inputNode.ts';
import { ScenarioError } from './scenarioError.ts';

export class Resolver {
  readonly root: InputNode;

  constructor(root: InputNode) {
    this.root = root;
  }

  isGiven(path: string): boolean {
    return isGiven(this.root, path);
  }

  node(path: string): InputNode {
    return nearestNode(this.root, path);
  }

  /** Refuses what stands at `path`, or what was left out there. */
  refuse(path: string, allowed: string, options: { readonly given?: string; readonly suggestion?: string | null } = {}): never {
    const node = this.node(path);
    const given = options.given === undefined ? (this.isGiven(path) ? describeNode(node) : 'is left out') : options.given;
    throw new ScenarioError({ place: node.place, field: path, given, allowed, suggestion: options.suggestion === undefined ? null : options.suggestion });
  }

  check(condition: boolean, path: string, allowed: string, given?: string): void {
    if (!condition) this.refuse(path, allowed, given === undefined ? {} : { given });
  }
}

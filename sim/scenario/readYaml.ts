/**
 * YAML (and so JSON) to input nodes, each with its line and column. What YAML itself refuses comes out as a ScenarioError, in the words of the parser.
 * Aliases are followed; merge keys, tags and several documents in one file are not understood, and refused.
 */
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';
import type { InputEntry, InputMap, InputNode, InputScalar } from './inputNode.ts';
import { ScenarioError, type ScenarioPlace } from './scenarioError.ts';

export interface YamlSource {
  /** For messages: a file name, or the `--set` as typed. */
  readonly name: string;
  readonly isCwdRelative: boolean;
  /** A text of one line has no places worth naming. */
  readonly hasPlaces: boolean;
}

/** More than any scenario needs; keeps aliases of aliases from growing without end. */
const nodesMax = 200_000;
const depthMax = 40;

export function readYaml(text: string, source: YamlSource): InputNode {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    version: '1.2',
    schema: 'core',
    logLevel: 'error',
    strict: true,
  });
  const placeAt = (offset: number): ScenarioPlace => {
    if (!source.hasPlaces) return { file: source.name, line: 0, column: 0 };
    const { line, col } = lines.linePos(offset);
    return { file: source.name, line, column: col };
  };
  const wrong = [...document.errors, ...document.warnings].at(0);
  if (wrong !== undefined)
    throw new ScenarioError({
      place: placeAt(wrong.pos[0]),
      field: '',
      given: `this is no YAML: ${firstLine(wrong.message)}`,
      allowed: 'a scenario is YAML or JSON',
    });
  if (document.contents === null)
    throw new ScenarioError({
      place: placeAt(0),
      field: '',
      given: 'nothing is written here',
      allowed: source.hasPlaces ? 'a scenario has at least one field, such as duration: 10s' : 'a value is needed',
    });
  return new Converter(document, source, placeAt).convert(document.contents, 0);
}

function firstLine(text: string): string {
  return text.replace(/\n[^]*/, '').trim();
}

class Converter {
  readonly #document: Document.Parsed;
  readonly #source: YamlSource;
  readonly #placeAt: (offset: number) => ScenarioPlace;
  #nodes = 0;

  constructor(document: Document.Parsed, source: YamlSource, placeAt: (offset: number) => ScenarioPlace) {
    this.#document = document;
    this.#source = source;
    this.#placeAt = placeAt;
  }

  convert(node: Node, depth: number): InputNode {
    const place = this.#placeOf(node);
    this.#nodes += 1;
    if (this.#nodes > nodesMax || depth > depthMax)
      throw new ScenarioError({
        place,
        field: '',
        given: 'there is too much in this file',
        allowed: `a scenario has at most ${String(nodesMax)} values, ${String(depthMax)} deep`,
      });
    if (isAlias(node)) return this.#alias(node, place, depth);
    const { isCwdRelative } = this.#source;
    if (isMap<Node, Node | null>(node)) return { kind: 'map', place, isCwdRelative, entries: this.#entries(node.items, place, depth) };
    if (isSeq<Node>(node)) return { kind: 'list', place, isCwdRelative, items: node.items.map((item) => this.convert(item, depth + 1)) };
    if (isScalar(node)) return this.#scalar(node.value, node.source, place);
    throw new ScenarioError({ place, field: '', given: 'this is neither a value, a list nor a map', allowed: 'a scenario is made of these' });
  }

  #entries(pairs: readonly { readonly key: Node; readonly value: Node | null }[], place: ScenarioPlace, depth: number): Map<string, InputEntry> {
    const entries: InputMap['entries'] = new Map();
    for (const { key, value } of pairs) {
      if (!isScalar(key)) throw new ScenarioError({ place, field: '', given: 'a key is a list or a map', allowed: 'keys are names' });
      const keyPlace = this.#placeOf(key);
      const name = String(key.value);
      if (name === '<<') throw new ScenarioError({ place: keyPlace, field: '', given: 'merge keys (<<) are not understood', allowed: 'write the fields out' });
      const node = value === null ? this.#scalar(null, '', keyPlace) : this.convert(value, depth + 1);
      entries.set(name, { keyPlace, node });
    }
    return entries;
  }

  #scalar(value: unknown, text: string | undefined, place: ScenarioPlace): InputScalar {
    const { isCwdRelative } = this.#source;
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'scalar', place, isCwdRelative, value: isPlain ? value : null, text: text === undefined || text === '' ? String(value) : text };
  }

  #alias(node: Node, place: ScenarioPlace, depth: number): InputNode {
    const target = isAlias(node) ? node.resolve(this.#document) : undefined;
    if (target === undefined)
      throw new ScenarioError({ place, field: '', given: 'this alias names no anchor', allowed: 'an anchor (&name) stands before its aliases (*name)' });
    return this.convert(target, depth + 1);
  }

  #placeOf(node: Node): ScenarioPlace {
    const range = node.range;
    return this.#placeAt(range === undefined || range === null ? 0 : range[0]);
  }
}

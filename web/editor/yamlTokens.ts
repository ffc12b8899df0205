/**
 * The words of a YAML text by kind, for colouring: line by line, good enough for scenarios (no block scalars, no text over several lines). What it takes wrongly is only coloured wrongly.
 *
 * Guarantees: the texts of all tokens of a line, one behind the other, are the line.
 */
export type TokenKind = 'remark' | 'key' | 'text' | 'number' | 'word' | 'mark' | 'space';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** A number with its unit is a number. */
const number = /^[+-]?\d[\d_]*(\.\d+)?(e[+-]?\d+)?\s?[A-Za-zµ%]*(\/s)?$/;

export function yamlTokens(line: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const rest = line.slice(at);
    const token = nextToken(rest, at === 0 || /[\s[{,]/.test(line[at - 1]!));
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function nextToken(rest: string, isAfterSpace: boolean): Token {
  const space = /^\s+/.exec(rest);
  if (space !== null) return { kind: 'space', text: space[0] };
  if (rest.startsWith('#') && isAfterSpace) return { kind: 'remark', text: rest };
  const quoted = /^("(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)/.exec(rest);
  if (quoted !== null && isAfterSpace) return { kind: /^\s*:(\s|$)/.test(rest.slice(quoted[0].length)) ? 'key' : 'text', text: quoted[0] };
  const key = /^[\w.-]+(?=\s*:(\s|$))/.exec(rest) ?? /^\d+[A-Za-z]+(?=:\s)/.exec(rest);
  if (key !== null) return { kind: 'key', text: key[0] };
  const mark = /^([[\]{},:]|-(?=\s|$)|[&*][\w-]+)/.exec(rest);
  if (mark !== null) return { kind: 'mark', text: mark[0] };
  const word = /^[^\s,[\]{}:#]+(?:[:#](?=\S)[^\s,[\]{}:#]*)*/.exec(rest);
  const text = word?.[0] ?? rest[0]!;
  return { kind: number.test(text) ? 'number' : 'word', text };
}

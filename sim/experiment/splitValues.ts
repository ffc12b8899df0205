/** `a,b,{c: 1, d: 2}` at its commas, but those within brackets or quotes. Null: a bracket or quote is not closed. */
export function splitValues(text: string): string[] | null {
  const values: string[] = [];
  const open: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    const inside = open.at(-1);
    if (inside === '"' || inside === "'") {
      if (letter === inside) open.pop();
    } else if (letter === '"' || letter === "'" || letter === '[' || letter === '{') {
      open.push(letter);
    } else if (letter === ']' || letter === '}') {
      if (open.pop() !== (letter === ']' ? '[' : '{')) return null;
    } else if (letter === ',' && open.length === 0) {
      values.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  if (open.length > 0) return null;
  return [...values, text.slice(from).trim()];
}

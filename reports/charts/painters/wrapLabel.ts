/** A label of an axis in lines of about so many pixels, broken between words. */

/** Of the axes' font, on average. */
const letterPixels = 6.2;

export function wrapLabel(label: string, pixels: number): string[] {
  const letters = Math.max(6, Math.floor(pixels / letterPixels));
  const lines: string[] = [];
  for (const word of label.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

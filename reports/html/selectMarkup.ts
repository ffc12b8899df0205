/** A choice among names, with its label. */
import { escapeHtml } from '../text/escapeHtml.ts';

/** `options`: values, or values with the text that stands for them. */
export function selectMarkup(
  label: string,
  attributes: Readonly<Record<string, string>>,
  options: readonly (string | readonly [string, string])[],
  chosen: string,
): string {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
  const choices = options.map((option) => {
    const [value, text] = typeof option === 'string' ? [option, option] : option;
    return `<option value="${escapeHtml(value)}"${value === chosen ? ' selected' : ''}>${escapeHtml(text)}</option>`;
  });
  return `<label>${escapeHtml(label)} <select${given.join('')}>${choices.join('')}</select></label>`;
}

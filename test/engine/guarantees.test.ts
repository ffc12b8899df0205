/** Every line of GUARANTEES.md names a test that is there. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../sim/engine/GUARANTEES.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.includes('shown by'));

describe('GUARANTEES.md', () => {
  it('has a promise for each class', () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const durability of ['dram', 'flash', 'array']) expect(rows.some((row) => row.startsWith(`| \`${durability}\` |`))).toBe(true);
  });

  it.each(rows)('%s', (row) => {
    const [, file = '', words = ''] = /`([\w/.]+\.test\.ts) › ([^`]+)` \|$/.exec(row) ?? [];
    const url = new URL(`../../${file}`, import.meta.url);
    expect(file !== '' && existsSync(url)).toBe(true);
    const titles = [...readFileSync(url, 'utf8').matchAll(/(?:it|test|describe)(?:\.each\([\s\S]*?\))?\((['`])(.*?)\1/g)].map((match) => match[2] ?? '');
    expect(titles.filter((title) => title.includes(words))).not.toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { NameIndex } from '../../workloads/traces/nameIndex.ts';
import { Separator, TextLine } from '../../workloads/traces/textLine.ts';
import { TimeOrigin } from '../../workloads/traces/timeOrigin.ts';
import { VolumeTable } from '../../workloads/traces/volumeTable.ts';

function line(text: string, separator: Separator = Separator.Comma): TextLine {
  const bytes = new TextEncoder().encode(`x${text}y`);
  const cut = new TextLine('f', separator);
  cut.number = 3;
  cut.set(bytes, 1, bytes.length - 1);
  return cut;
}

it('cuts fields at commas, without blanks around them and without a carriage return', () => {
  const cut = line(' 1 ,, abc\r');
  expect(cut.integer('first', 9)).toBe(1);
  cut.next('second');
  expect(cut.text()).toBe('');
  cut.next('third');
  expect([cut.text(), cut.is('abc'), cut.is('ab'), cut.fieldStartsWith('ab'), cut.hasNext]).toEqual(['abc', true, false, true, false]);
});

it('cuts fields at runs of blanks', () => {
  const cut = line('  1\t 2  ', Separator.Blanks);
  expect(cut.countFields()).toBe(2);
  expect([cut.integer('a', 9), cut.integer('b', 9), cut.hasNext]).toEqual([1, 2, false]);
  cut.endOfLine();
});

it.each([
  ['9007199254740991', 9_007_199_254_740_991],
  ['0', 0],
  ['007', 7],
])('reads %s exactly', (text, value) => {
  expect(line(text).integer('n', Number.MAX_SAFE_INTEGER)).toBe(value);
});

it.each(['9007199254740993', '99999999999999999999999999', '1.5', '-1', '+1', '1e3', '0x10', 'NaN', ''])('refuses %s as a whole number', (text) => {
  expect(() => line(`${text},`).integer('n', Number.MAX_SAFE_INTEGER)).toThrow(/^f, line 3: n is .*; a whole number from 0 to 9007199254740991 is needed$/);
});

it.each([
  ['0.000000001', 1e9, 1],
  ['12.345678', 1e6, 12_345_678],
  ['12.3456785', 1e6, 12_345_679],
  ['4503599.6', 1e9, 4_503_599_600_000_000],
  ['.5', 1000, 500],
  ['5.', 1000, 5000],
])('reads %s times %d as %d', (text, scale, value) => {
  expect(line(text).decimal('t', scale, 'no')).toBe(value);
});

it.each(['', '.', '1.2.3', '1,2', '1e3', '-1', '99999999999999'])('refuses %s as a time', (text) => {
  expect(() => line(text.replace(',', ';')).decimal('t', 1e9, 'a time is needed')).toThrow(/a time is needed$/);
});

it('reads what passes 2^53 in two parts, and takes the difference exactly', () => {
  const origin = new TimeOrigin(100);
  const sinceFirst = (text: string): number => {
    const cut = line(text);
    cut.longInteger('t');
    return origin.sinceFirstNs(cut.high, cut.low);
  };
  expect(sinceFirst('128166372003061629')).toBe(0);
  expect(sinceFirst('128166372003061630')).toBe(100);
  expect(sinceFirst('128166372003061628')).toBe(-100);
  expect(sinceFirst('128166373000000000')).toBe(99_693_837_100);
});

it('shows nothing in a message that a terminal would act on, and cuts it', () => {
  const cut = line(`\u001b[31m${'a'.repeat(100)}`);
  cut.next('name');
  expect(cut.text()).toBe(`\\x1b[31m${'a'.repeat(35)}...`);
});

it('numbers names in the order of first appearance, a million of them if need be', () => {
  const index = new NameIndex();
  const encoder = new TextEncoder();
  const naive = new Map<string, number>();
  for (let draw = 0; draw < 30_000; draw++) {
    const name = `name${String((draw * 7919) % 10_007)}`;
    const bytes = encoder.encode(`<${name}>`);
    const number = naive.get(name) ?? naive.size;
    naive.set(name, number);
    expect(index.of(bytes, 1, bytes.length - 1)).toBe(number);
  }
  expect(index.count).toBe(10_007);
});

it('refuses more volumes than there are numbers for', () => {
  const volumes = new VolumeTable('f');
  for (let id = 0; id < 65_536; id++) volumes.ofNumber(id);
  expect(volumes.ofNumber(65_535)).toBe(65_535);
  expect(() => volumes.ofNumber(65_536)).toThrow('f: volumes are more than 65536; a trace of at most 65536 volumes can be read');
});

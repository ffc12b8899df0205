/** The editor without its page: text and form say the same, a change in the form changes one place of the text, and what was changed can be said as `--set`. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { editText, plainScenario, valueText } from '../../sim/scenario/editText.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { scenarioJsonSchema } from '../../sim/scenario/schema.ts';
import { formOf, type FormField, type FormGroup, type FormPart } from '../../web/editor/formModel.ts';
import type { Schema } from '../../web/editor/formSchema.ts';
import { setsBetween } from '../../web/editor/setsBetween.ts';
import { yamlTokens } from '../../web/editor/yamlTokens.ts';

const folder = 'workloads/scenarios';
const shipped = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({ file, text: readFileSync(`${folder}/${file}`, 'utf8') }));
const schema = scenarioJsonSchema() as Schema;

function textOf(name: string): string {
  return shipped.find(({ file }) => file === `${name}.yaml`)!.text;
}

/** The part at a path of labels. */
function partAt(text: string, labels: readonly string[]): FormPart {
  let parts = formOf(schema, plainScenario(text));
  let found: FormPart | undefined;
  for (const label of labels) {
    found = parts.find((part) => part.label === label);
    if (found === undefined) throw new Error(`no ${label} among ${parts.map((part) => part.label).join(', ')}`);
    parts = found.kind === 'group' ? found.parts() : [];
  }
  return found!;
}

function fieldAt(text: string, ...labels: readonly string[]): FormField {
  const part = partAt(text, labels);
  if (part.kind !== 'field') throw new Error(`${labels.join(' ')} is a group`);
  return part;
}

function groupAt(text: string, ...labels: readonly string[]): FormGroup {
  const part = partAt(text, labels);
  if (part.kind !== 'group') throw new Error(`${labels.join(' ')} is a field`);
  return part;
}

function entered(text: string, value: string, ...labels: readonly string[]): string {
  return fieldAt(text, ...labels)
    .edits(value)
    .reduce((changed, edit) => editText(changed, edit.path, edit.value), text);
}

function changedLines(before: string, after: string): readonly string[] {
  const known = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !known.has(line));
}

const parse = (text: string): unknown => parseScenario(text, 'test.yaml', []);

describe('editText', () => {
  it.each(shipped)('changes one line of $file, and nothing else', ({ text }) => {
    const changed = editText(text, ['duration'], '123ms');
    expect(changedLines(text, changed)).toEqual(['duration: 123ms']);
    expect(changedLines(changed, text).length).toBeLessThanOrEqual(1);
  });

  it('keeps remarks behind what it changes, and writes into flow as into block', () => {
    const text = 'vms:\n  - { name: one, disk: 1GiB } # the first\n';
    expect(editText(text, ['vms', 0, 'disk'], '2GiB')).toBe('vms:\n  - { name: one, disk: 2GiB } # the first\n');
    expect(editText(text, ['vms', 0, 'weight'], '2')).toBe('vms:\n  - { name: one, disk: 1GiB, weight: 2 } # the first\n');
    expect(editText(text, ['vms', 1], '{ name: two }')).toBe('vms:\n  - { name: one, disk: 1GiB } # the first\n  - { name: two }\n');
    expect(editText(text, ['vms', 0, 'name'], null)).toBe('vms:\n  - { disk: 1GiB } # the first\n');
  });

  it('takes maps away that are left empty, and leaves what is no YAML alone', () => {
    expect(editText('duration: 1s\nserver: { dram: { size: 1GiB } }\n', ['server', 'dram', 'size'], null)).toBe('duration: 1s\n');
    expect(editText('a: [1', ['a'], '2')).toBe('a: [1');
    expect(editText('a: 1\n', ['a'], '[1')).toBe('a: 1\n');
    expect(plainScenario('a: [1')).toBeUndefined();
    // What is one word by itself is two in a list.
    expect(plainScenario(editText('{ a: { b: one, c: 2 } }\n', ['a', 'b'], 'one, two'))).toEqual({ a: { b: 'one, two', c: 2 } });
  });

  it('shows a value on one line that reads back as the same', () => {
    for (const value of ['4KiB', 0.5, true, [1, 'two'], { kind: 'exponential', mean: '1ms' }, [{ at: '1s', do: 'bookmark' }], 'true', '1'])
      expect(plainScenario(`a: ${valueText(value)}`)).toEqual({ a: value });
  });
});

describe('the form', () => {
  it.each(shipped)('of $file has what is written in it, and can be opened all the way down', ({ text }) => {
    let fields = 0;
    const walk = (parts: readonly FormPart[], depth: number): void => {
      for (const part of parts) {
        if (part.kind === 'field') fields += part.text === '' ? 0 : 1;
        else if (depth < 7) walk(part.parts(), depth + 1);
      }
    };
    walk(formOf(schema, plainScenario(text)), 0);
    expect(fields).toBeGreaterThan(1);
    expect(fieldAt(text, 'duration').text).toBe((plainScenario(text) as { duration: string }).duration);
  });

  it('sets a parameter of a policy that stood alone, and of one that is left to its default', () => {
    const alone = entered('server:\n  cache: { flush: age }\n', '7s', 'server', 'cache', 'flush', 'age');
    expect(plainScenario(alone)).toEqual({ server: { cache: { flush: { policy: 'age', age: '7s' } } } });
    const byDefault = entered('duration: 1s\n', '7s', 'server', 'cache', 'flush', 'interval');
    expect(plainScenario(byDefault)).toEqual({ duration: '1s', server: { cache: { flush: { policy: 'periodic', interval: '7s' } } } });
    expect(parse(alone)).toBeDefined();
    expect(parse(byDefault)).toBeDefined();
  });

  it('changes a policy with what only the old one knew, and a workload without what both know', () => {
    const policy = entered(textOf('overwrite-and-rollback'), 'age', 'server', 'cache', 'flush', 'policy');
    expect(changedLines(textOf('overwrite-and-rollback'), policy)).toEqual(['    flush: age']);
    const workload = entered('vms: [{ workload: { type: zipf, readRatio: 0.3, exponent: 1.2 } }]\n', 'uniform', 'vms', '1', 'workload', 'type');
    expect(plainScenario(workload)).toEqual({ vms: [{ workload: { type: 'uniform', readRatio: 0.3 } }] });
    expect(parse(workload)).toBeDefined();
  });

  it('chooses a device by its preset, and shows the parameters of its model', () => {
    const text = entered('duration: 1s\n', 'raid10-10k', 'array', 'preset');
    expect(plainScenario(text)).toEqual({ duration: '1s', array: { preset: 'raid10-10k' } });
    expect(fieldAt(text, 'array', 'disks').defaultText).toBe('as the preset');
    expect(parse(text)).toBeDefined();
  });

  it('adds and removes machines and events', () => {
    const described = groupAt('duration: 1s\nvms: 2\n', 'vms').add!.edits.reduce(
      (text, { path, value }) => editText(text, path, value),
      'duration: 1s\nvms: 2\n',
    );
    expect(plainScenario(described)).toEqual({ duration: '1s', vms: [{ name: 'vm1' }, { name: 'vm2' }] });
    const added = groupAt(described, 'timeline').add!.edits.reduce((text, { path, value }) => editText(text, path, value), described);
    expect(parse(added)).toBeDefined();
    const removed = groupAt(added, 'vms', 'vm1').remove!.reduce((text, { path, value }) => editText(text, path, value), added);
    expect((plainScenario(removed) as { vms: unknown }).vms).toEqual([{ name: 'vm2' }]);
    const emptied = entered('duration: 1s\nseed: 7\n', '', 'seed');
    expect(emptied).toBe('duration: 1s\n');
  });
});

describe('setsBetween', () => {
  const sets = (before: string, after: string): unknown => setsBetween(plainScenario(before), plainScenario(after));

  it('says what was changed, and leads to the same scenario', () => {
    const before = textOf('overwrite-and-rollback');
    const after = entered(entered(before, '3s', 'duration'), '2s', 'timeline', '1500ms bookmark', 'at');
    const found = setsBetween(plainScenario(before), plainScenario(after))!;
    expect(found).toEqual([
      { path: 'duration', value: '3s' },
      { path: 'timeline.0.at', value: '2s' },
    ]);
    const shorter = found.filter(({ path }) => path !== 'duration').map((set) => ({ ...set, cwdRelative: true }));
    expect(parseScenario(before, 'a.yaml', shorter)).toEqual(parseScenario(editText(before, ['timeline', 0, 'at'], '2s'), 'a.yaml', []));
  });

  it('says nothing when nothing was changed, and gives up where a field at the top went', () => {
    expect(sets('a: 1\n', 'a: 1\n')).toEqual([]);
    expect(sets('a: 1\nb: 2\n', 'a: 1\n')).toBeNull();
    expect(sets('a: { b: { c: 1, d: 2 } }\n', 'a: { b: { c: 1 } }\n')).toEqual([{ path: 'a.b', value: '{ c: 1 }' }]);
    expect(sets('l: [1, 2, 3]\n', 'l: [1]\n')).toEqual([{ path: 'l', value: '[1]' }]);
  });
});

describe('yamlTokens', () => {
  it('has every letter of every scenario that ships', () => {
    for (const line of shipped.flatMap(({ text }) => text.split('\n')))
      expect(
        yamlTokens(line)
          .map(({ text }) => text)
          .join(''),
      ).toBe(line);
  });

  it('tells keys, numbers with units, words and remarks apart', () => {
    const kinds = (line: string): string =>
      yamlTokens(line)
        .filter(({ kind }) => kind !== 'space')
        .map(({ kind, text }) => `${kind} ${text}`)
        .join('|');
    expect(kinds('  - { at: 4s, do: "un do" } # why: 3')).toBe(
      'mark -|mark {|key at|mark :|number 4s|mark ,|key do|mark :|text "un do"|mark }|remark # why: 3',
    );
    expect(kinds('file: a#b:c')).toBe('key file|mark :|word a#b:c');
  });
});

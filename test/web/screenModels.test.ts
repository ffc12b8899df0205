/** What the screens say, without their page: search and order of results, notes of scenarios, layouts, plans of experiments, what becomes of files. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { IndexedRun } from '../../sim/results/indexedRun.ts';
import { ScenarioError } from '../../sim/scenario/scenarioError.ts';
import { comparePlan } from '../../web/experiment/comparePlan.ts';
import { shortenedSets } from '../../web/experiment/shortenedSets.ts';
import { takeFiles } from '../../web/files/takeFiles.ts';
import { citationOf } from '../../web/screens/about/citation.ts';
import { KeptMaps } from '../../web/screens/cacheMap/keptMaps.ts';
import { binAt, movedBin, stripLayout } from '../../web/screens/cacheMap/stripLayout.ts';
import { findReports, sortReports } from '../../web/screens/reports/reportSearch.ts';
import { scenarioNotes } from '../../web/screens/scenarios/scenarioNotes.ts';
import { planOf, planSweep } from '../../web/screens/sweep/sweepRun.ts';
import { sweepLines, sweepMap } from '../../reports/charts/models/sweepCharts.ts';
import type { SweepResult } from '../../sim/results/sweepResult.ts';
import { runFixture } from '../support/runFixture.ts';

function indexed(name: string, more: Partial<IndexedRun> = {}): IndexedRun {
  const nothing = { digest: null, simulatedNs: null, wallSeconds: null, version: null, parts: null, repeat: null, problem: null, files: [] };
  return { name, kind: 'run', scenario: 'quickstart', summary: '', seed: 1, startedAt: '2026-01-01T00:00:00.000Z', ...nothing, ...more };
}

describe('results', () => {
  const runs = [
    indexed('b-2', { seed: 10, wallSeconds: 3 }),
    indexed('b-10', { seed: 9, kind: 'sweep' }),
    indexed('a', { summary: 'Who gets the cache?', seed: null, digest: 'feed01' }),
  ];
  const names = (found: readonly IndexedRun[]): string[] => found.map(({ name }) => name);

  it('are found by all words, wherever they stand', () => {
    expect(names(findReports(runs, 'CACHE who'))).toEqual(['a']);
    expect(names(findReports(runs, 'feed'))).toEqual(['a']);
    expect(names(findReports(runs, 'sweep quickstart'))).toEqual(['b-10']);
    expect(names(findReports(runs, 'seed 10'))).toEqual(['b-2', 'b-10']);
    expect(names(findReports(runs, ' '))).toHaveLength(3);
    expect(names(findReports(runs, 'nothing'))).toEqual([]);
  });

  it('are sorted by numbers as numbers, with what has no value last either way', () => {
    expect(names(sortReports(runs, 'name', false))).toEqual(['a', 'b-2', 'b-10']);
    expect(names(sortReports(runs, 'seed', false))).toEqual(['b-10', 'b-2', 'a']);
    expect(names(sortReports(runs, 'seed', true))).toEqual(['b-2', 'b-10', 'a']);
    expect(names(sortReports(runs, 'wallSeconds', true))[0]).toBe('b-2');
  });
});

describe('the notes of every scenario that ships', () => {
  const folder = 'workloads/scenarios';
  it.each(readdirSync(folder).filter((file) => file.endsWith('.yaml')))('%s asks a question and says what one should see', (file) => {
    const { question, expected } = scenarioNotes(readFileSync(`${folder}/${file}`, 'utf8'));
    expect(question).toMatch(/^[A-Z].*\?$/);
    expect(expected.length).toBeGreaterThan(20);
  });

  it('are empty for a scenario without any', () => expect(scenarioNotes('duration: 1s\n')).toEqual({ question: '', setup: '', expected: '' }));
});

describe('the squares of the cache map', () => {
  it.each([1, 7, 500, 20_000])('have room for %i bins, and are found again by where they are', (bins) => {
    const layout = stripLayout(bins, 640, 200);
    expect(layout.columns * layout.rows).toBeGreaterThanOrEqual(bins);
    expect(layout.width).toBeLessThanOrEqual(640);
    expect(layout.height).toBeLessThanOrEqual(200);
    for (const bin of [0, Math.floor(bins / 2), bins - 1]) {
      const [x, y] = [(bin % layout.columns) * layout.step, Math.floor(bin / layout.columns) * layout.step];
      expect(binAt(layout, bins, x + 0.5, y + 0.5)).toBe(bin);
    }
    expect(binAt(layout, bins, -1, 0)).toBeNull();
    expect(binAt(layout, bins, 0, layout.height + 1)).toBeNull();
  });

  it('are walked by keys, and not left', () => {
    const layout = stripLayout(100, 120, 200);
    expect(layout.columns).toBe(10);
    expect([
      movedBin(layout, 100, 5, 'ArrowDown'),
      movedBin(layout, 100, 5, 'ArrowUp'),
      movedBin(layout, 100, 99, 'ArrowRight'),
      movedBin(layout, 100, 5, 'End'),
      movedBin(layout, 100, 5, 'a'),
    ]).toEqual([15, 0, 99, 99, null]);
  });
});

describe('pictures of the cache', () => {
  const map = (nowNs: number) => ({ nowNs, strips: [] });

  it('are found by an instant, and gone when the run is taken back', () => {
    const kept = new KeptMaps();
    for (const nowNs of [10, 20, 30]) kept.add(map(nowNs));
    expect([5, 10, 25, 99].map((atNs) => kept.at(atNs)?.nowNs ?? null)).toEqual([null, 10, 20, 30]);
    kept.add(map(15));
    expect(kept.at(99)?.nowNs).toBe(15);
    for (let nowNs = 100; nowNs < 10_000; nowNs += 1) kept.add(map(nowNs));
    const found = new Set(Array.from({ length: 10_000 }, (_, atNs) => kept.at(atNs)?.nowNs));
    expect(found.size).toBeLessThanOrEqual(162);
    expect(found.size).toBeGreaterThan(70);
  });
});

describe('a comparison in the page', () => {
  const asked = {
    text: 'duration: 1s\nserver: { cache: { flush: { policy: periodic, interval: 100ms } } }\n',
    sourceName: 'a.yaml',
    sets: [],
    path: 'server.cache.flush.policy',
    values: 'periodic, age,write-through',
    replications: 3,
  };

  it('is planned as the command line would, parameters of another policy left out', () => {
    const plan = comparePlan(asked);
    expect(plan.variants.map(({ name, scenario }) => [name, scenario.vms[0]!.cache.flush.policy])).toEqual([
      ['periodic', 'periodic'],
      ['age', 'age'],
      ['write-through', 'write-through'],
    ]);
    expect(plan.variants[0]!.scenario.vms[0]!.cache.flush.params).toEqual({ interval: 1e8 });
    expect(plan).toMatchObject({ baseline: 0, replications: 3, warmupNs: null });
  });

  it.each([
    [{ values: 'periodic' }, 'at least two values'],
    [{ values: 'periodic,,age' }, 'at least two values'],
    [{ values: 'age, age' }, 'age is there twice'],
    [{ values: 'age, ages' }, 'did you mean age?'],
    [{ path: ' ' }, 'say which field is varied'],
    [{ path: 'seed.x', values: '1,2' }, 'seed'],
    [{ path: 'summary', values: 'one,two', text: 'duration: 1s\n' }, ''],
  ])('is refused with words: %o', (change, words) => {
    if (words === '') expect(() => comparePlan({ ...asked, ...change })).not.toThrow();
    else expect(() => comparePlan({ ...asked, ...change })).toThrow(words);
  });
});

describe('a shorter scenario', () => {
  const text = 'duration: 4s\ntimeline: [{ at: 1s, do: bookmark, name: b }, { at: 3s, do: rollback, target: b }]\n';

  it('has no events after its end', () => {
    expect(shortenedSets(text, '2s')).toEqual({
      sets: [
        { path: 'timeline', value: '[{ at: 1s, do: bookmark, name: b }]' },
        { path: 'duration', value: '2s' },
      ],
      eventsLeftOut: 1,
    });
    expect(shortenedSets(text, '5s')).toEqual({ sets: [{ path: 'duration', value: '5s' }], eventsLeftOut: 0 });
    expect(shortenedSets(text, ' ')).toEqual({ sets: [], eventsLeftOut: 0 });
    expect(shortenedSets(text, 'soon')).toEqual({ sets: [{ path: 'duration', value: 'soon' }], eventsLeftOut: 0 });
  });
});

describe('a sweep in the page', () => {
  const text =
    'scenario: mine\nset: { duration: 1s }\nvariants:\n  eager: { server.cache.flush: write-back }\n  lazy: { server.cache.flush: periodic }\ngrid:\n  server.dram.size: { small: 64MiB, large: 128MiB }\nseeds: 2\n';
  const shipped = [{ name: 'mine', text: 'vms: 2\n' }];

  it('knows what each of its cells is opened with', () => {
    const { plan, scenario, sets } = planSweep(text, shipped);
    expect(scenario).toEqual({ name: 'mine' });
    expect(plan.cells).toHaveLength(4);
    expect(sets[1]).toEqual([
      { path: 'duration', value: '1s' },
      { path: 'server.cache.flush', value: 'write-back' },
      { path: 'server.dram.size', value: '128MiB' },
      { path: 'seed', value: String(plan.seeds[0]) },
    ]);
  });

  it('opens the cells of a result by the text that asks for the same grid', () => {
    const asked = 'scenario: mine\ngrid:\n  server.dram.size: [64MiB, 128MiB]\nseeds: 500\n';
    const result = { axes: planSweep(asked, shipped, Infinity).plan.axes, seeds: [42, 43] };
    const other = asked.replace('128MiB', '256MiB');
    expect(planOf(result, ['no sweep at all', other], shipped)).toBeNull();
    expect(planOf(result, [other, asked], shipped)?.sets[1]).toEqual([
      { path: 'server.dram.size', value: '128MiB' },
      { path: 'seed', value: '42' },
    ]);
  });

  it('refuses at line and column', () => {
    const placeOf = (wrong: string): string => {
      try {
        planSweep(wrong, shipped);
      } catch (error) {
        if (error instanceof ScenarioError) return `${String(error.line)}:${String(error.column)} ${error.field}`;
      }
      return 'nothing';
    };
    expect(placeOf(text.replace('mine', 'yours'))).toBe('1:11 scenario');
    expect(placeOf(text.replace('seeds: 2', 'seeds: 0'))).toBe('8:8 seeds');
    expect(placeOf(text.replace('seeds: 2', 'seeds: 200'))).toContain('1:11');
  });

  it('is shown as a map and as lines, over either axis', () => {
    const figures = (mean: number): SweepResult['cells'][number]['metrics'][string] => ({
      mean,
      standardDeviation: 1,
      ciLow: mean - 1,
      ciHigh: mean + 1,
      values: [mean, mean],
    });
    const sweep: SweepResult = {
      schemaVersion: 1,
      kind: 'hindcast-sweep',
      name: 's',
      summary: '',
      expected: '',
      axes: [
        { label: 'policy', path: null, values: ['x', 'y'], scale: null },
        { label: 'size', path: 'server.dram.size', values: ['1MiB', '64MiB'], scale: { unit: 'bytes', values: [2 ** 20, 2 ** 26] } },
      ],
      seeds: [1, 2],
      confidence: 0.95,
      metrics: [{ name: 'throughput', unit: 'perSecond', better: 'higher', summary: 'requests', isShown: true }],
      cells: [
        { at: [0, 0], digests: [], metrics: { throughput: figures(10) } },
        { at: [0, 1], digests: [], metrics: { throughput: figures(30) } },
        { at: [1, 1], digests: [], metrics: { throughput: figures(20) } },
      ],
      closedForm: null,
      unsound: [],
    };
    const map = sweepMap(sweep, { metric: 'throughput', across: 1, down: 0, held: [0, 0] });
    expect(map.map((row) => row.map(({ share }) => share))).toEqual([
      [0, 1],
      [null, 0.5],
    ]);
    const lines = sweepLines(sweep, { metric: 'throughput', across: 1, down: 0, held: [0, 0] });
    expect(lines.x).toMatchObject({ unit: 'bytes', scale: 'logarithmic' });
    expect(lines.lines.map(({ label, xs, ys, lows }) => [label, xs, ys, lows])).toEqual([
      ['policy x', [2 ** 20, 2 ** 26], [10, 30], [9, 29]],
      ['policy y', [2 ** 26], [20], [19]],
    ]);
    const turned = sweepLines(sweep, { metric: 'throughput', across: 0, down: 1, held: [0, 0] });
    expect(turned.lines[1]!.xs).toEqual([1, 2]);
    expect(turned.x).toMatchObject({ names: ['x', 'y'] });
  });
});

describe('files that are dropped in', () => {
  const file = (name: string, content: string | Uint8Array<ArrayBuffer>): File => new File([content], name);
  const { result, rollbacks } = runFixture();
  const resultText = JSON.stringify({ ...result, wallSeconds: 1 });

  it('are told by what is in them', async () => {
    const taken = await takeFiles([
      file('result.json', resultText),
      file('rollbacks.json', JSON.stringify(rollbacks)),
      file('mine.yaml', 'duration: 1s\n'),
      file('grid.yaml', 'scenario: quickstart\ngrid: { blockSize: [4KiB, 8KiB] }\n'),
      file('office-vm.vscsi', new Uint8Array(readFileSync('workloads/traces/samples/office-vm.vscsi'))),
      file('scenario.json', '{ "duration": "1s" }'),
    ]);
    expect(taken.map(({ kind }) => kind)).toEqual(['result', 'scenario', 'sweep file', 'trace', 'scenario']);
    expect(taken[0]).toMatchObject({ result: { kind: 'run', name: result.scenario, rollbacks: { length: rollbacks.length } } });
  });

  it.each([
    ['empty.json', '', 'empty.json is empty'],
    ['result.json', resultText.slice(0, 500), 'result.json is no JSON: it is damaged, or cut off'],
    ['result.json', resultText.replace('"seed":', '"sead":'), 'result.json is damaged: seed: expected a number'],
    ['compare.json', '{ "kind": "hindcast-comparison", "schemaVersion": 1 }', 'compare.json is damaged: scenario: expected a text'],
    ['manifest.json', '{ "kind": "hindcast-manifest" }', 'hindcast run manifest.json'],
    ['trace.json', '{ "traceEvents": [] }', 'ui.perfetto.dev'],
    ['other.json', '{ "a": 1 }', 'nothing that can be shown here'],
    ['photo.png', 'not even a picture', 'nothing that can be shown here'],
    ['series.parquet', 'PAR1', 'together with the result.json'],
    ['notes.bin', 'hello there', 'is of no format that is known here'],
  ])('%s is refused in one sentence that names it', async (name, content, words) => {
    const [taken] = await takeFiles([file(name, content)]);
    expect(taken).toMatchObject({ kind: 'wrong', fileName: name });
    const { message } = taken as { message: string };
    expect(message).toContain(name);
    expect(message).toContain(words);
    expect(message).not.toMatch(/\bat .*\.ts|undefined|\[object/);
  });

  it('take a wrong one for what it is, and the others all the same', async () => {
    const taken = await takeFiles([file('photo.png', 'x'), file('mine.yaml', 'duration: 1s\n')]);
    expect(taken.map(({ kind }) => kind)).toEqual(['wrong', 'scenario']);
  });
});

describe('the citation', () => {
  it('has version, year and title of CITATION.cff', () => {
    const { version, bibtex } = citationOf(readFileSync('CITATION.cff', 'utf8'));
    expect(version).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
    expect(bibtex).toMatch(/^@software\{hindcast,\n {2}title = \{Hindcast: .*\},\n {2}author = \{\{The Hindcast authors\}\},/);
    expect(bibtex).toMatch(/year = \{20\d\d\},/);
  });
});

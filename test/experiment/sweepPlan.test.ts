/** Sweep files: what they mean, and what is refused in them, with its place. */
import { describe, expect, it } from 'vitest';
import { readSweepFile } from '../../sim/experiment/sweepFile.ts';
import { sweepPlan } from '../../sim/experiment/sweepPlan.ts';
import type { SweepPlan } from '../../sim/experiment/sweepPlan.ts';
import { item } from '../support/item.ts';

function planOf(text: string, seed: number | null = null): SweepPlan {
  const file = readSweepFile(text, 'my.yaml');
  return sweepPlan(file, { node: file.scenario, sourceName: 'my.yaml' }, 'my', { sets: [], seed, oracle: 'off' });
}

const scenario = 'scenario: { duration: 1s, seed: 9, server: { flash: { size: 1GiB } } }\n';

describe('a sweep', () => {
  it('has a cell for each combination, the last axis changing fastest', () => {
    const plan = planOf(`${scenario}
variants:
  lazy: { server.cache.flush: { policy: periodic, interval: 2s }, server.cache.durability: flash }
  eager: { server.cache.flush: write-back }
grid:
  server.flash.size: { small: 1GiB, large: 2GiB }
  server.dram.size: [64MiB, 128MiB]
without: [{ variant: eager, flash.size: large }]
seeds: 2
metrics: [writeP99]
`);
    expect(plan.axes).toEqual([
      { label: 'variant', path: null, values: ['lazy', 'eager'], scale: null },
      { label: 'flash.size', path: 'server.flash.size', values: ['small', 'large'], scale: { unit: 'bytes', values: [2 ** 30, 2 ** 31] } },
      { label: 'dram.size', path: 'server.dram.size', values: ['64MiB', '128MiB'], scale: { unit: 'bytes', values: [2 ** 26, 2 ** 27] } },
    ]);
    expect(plan.cells.map(({ at }) => at.join(''))).toEqual(['000', '001', '010', '011', '100', '101']);
    expect(plan.seeds).toHaveLength(2);
    expect(plan.seeds[0]).toBe(9);
    const { scenario: first } = item(plan.cells, 3);
    expect(first).toMatchObject({ name: 'my', seed: 9, durationNs: 1e9, oracle: 'off' });
    expect(first.server.flash.sizeBytes).toBe(2 ** 31);
    expect(first.server.dram.sizeBytes).toBe(2 ** 27);
    expect(item(first.vms, 0).cache).toMatchObject({ durability: 'flash', flush: { policy: 'periodic', params: { interval: 2e9 } } });
    expect(item(item(plan.cells, 5).scenario.vms, 0).cache.flush.policy).toBe('write-back');
  });

  it('takes its seeds as they are, or makes them from the first', () => {
    const grid = `${scenario}grid: { server.dram.size: [64MiB, 128MiB] }\n`;
    expect(planOf(`${grid}seeds: [4, 2]\n`).seeds).toEqual([4, 2]);
    expect(planOf(grid).seeds).toHaveLength(3);
    expect(planOf(grid, 77).seeds[0]).toBe(77);
  });
});

describe('a wrong sweep', () => {
  it.each<[string, string]>([
    ['grid: { seed: [1, 2] }\n', 'my.yaml:1:1: scenario: is missing'],
    [scenario, 'my.yaml:1:1: grid: is missing; a sweep varies something'],
    [`${scenario}grid: { server.flash.size: [1GiB, 2] }\n`, 'my.yaml:2:35: server.flash.size: is 2; a size with its unit is needed'],
    [`${scenario}grid: { server.flsh.size: [1GiB, 2GiB] }\n`, 'my.yaml:2:28: server.flsh: is no field of the server; its fields are'],
    [`${scenario}grid: { server..size: [1GiB] }\n`, 'my.yaml:2:23: grid.server..size: is a list; a path is dotted'],
    [`${scenario}grid: { server.flash.size: [1GiB, 1GiB] }\n`, 'my.yaml:2:35: grid.server.flash.size: is 1GiB; 1GiB is there twice'],
    [`${scenario}grid: { server.flash.size: [] }\n`, 'grid.server.flash.size: is a list; at least one value is needed'],
    [`${scenario}grid: { server.flash.size: 1GiB }\n`, 'grid.server.flash.size: is 1GiB; a list of values is needed'],
    [`${scenario}grid: { server.flash.size: [1GiB, 2GiB] }\nseeds: 0\n`, 'my.yaml:3:8: seeds: is 0; 1 to 10000 is possible'],
    [`${scenario}grid: { server.flash.size: [1GiB, 2GiB] }\nseeds: [1, 1]\n`, 'seeds: is a list; each seed may stand there once'],
    [`${scenario}grid: { server.flash.size: [1GiB, 2GiB] }\nmetrics: [writeP9]\n`, 'did you mean writeP99?'],
    [`${scenario}grid: { server.flash.size: [1GiB, 2GiB] }\nseed: 3\n`, 'my.yaml:3:1: seed: is no field of a sweep'],
    [
      `${scenario}grid: { server.flash.size: [1GiB, 2GiB] }\nwithout: [{ sise: 1GiB }]\n`,
      'my.yaml:3:11: without.sise: is a map; it is none of what varies: size; did you mean size?',
    ],
    [`${scenario}grid: { server.flash.size: [1GiB, 2GiB] }\nwithout: [{ size: 3GiB }]\n`, '3GiB is none of its values: 1GiB, 2GiB'],
    [`${scenario}grid: { server.flash.size: [1GiB] }\nwithout: [{ size: 1GiB }]\n`, 'without: is a map; something must be left to be run'],
    [`${scenario}grid: { summary: [a, b] }\n`, 'summary: is a list; all its values make the same scenario: it has no effect'],
    ['scenario: 3\ngrid: { seed: [1] }\n', 'my.yaml:1:11: scenario: is 3; the name of a scenario that ships, a file'],
    [`${scenario}grid: { server.flash.size: [1GiB, 2GiB }\n`, 'this is no YAML'],
  ])('%s', (text, message) => {
    expect(() => planOf(text)).toThrow(message);
  });
});

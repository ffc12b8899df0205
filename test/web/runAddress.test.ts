/** What repeats a run that was changed while it went: its scenario as text, and that text in an address. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { packText, unpackText } from '../../web/run/packedText.ts';
import { scenarioText } from '../../web/run/scenarioText.ts';
import { projectFolder } from './dashboardPage.ts';

const folder = join(projectFolder, 'workloads/scenarios');
const names = (await readdir(folder)).filter((file) => file.endsWith('.yaml'));

describe('a run that was changed while it went', () => {
  it.each(names)('%s: its scenario as text is what its sets say', async (name) => {
    const text = await readFile(join(folder, name), 'utf8');
    const { timeline, vms } = parseScenario(text, name, []);
    const at = (events: number): string => `timeline.${String(timeline.length + events)}`;
    const vm = vms[0]!.name;
    const sets = [
      { path: 'seed', value: '77' },
      { path: 'server.dram.size', value: '96MiB' },
      { path: at(0), value: `{ at: 2000001ns, do: bookmark, name: mark-1, vm: ${vm} }` },
      { path: at(1), value: `{ at: 3000002ns, do: damage, size: 8388608B, vm: ${vm} }` },
      { path: at(2), value: '{ at: 3000005ns, do: change, path: server.cache.flush, value: { policy: periodic, interval: 2ms } }' },
    ];
    const written = scenarioText(text, sets);
    const bySets = parseScenario(
      text,
      name,
      sets.map((set) => ({ ...set, cwdRelative: false })),
    );
    expect(parseScenario(written, name, [])).toEqual(bySets);
    expect(written.split('\n')[0]).toBe(text.split('\n')[0]);
    const packed = await packText(written);
    expect(packed).toMatch(/^[\w-]+$/);
    expect(await unpackText(packed!)).toBe(written);
  });

  it('has no text in the address that is long, and none that is damaged', async () => {
    const long = Array.from({ length: 4000 }, (_, line) => `# ${String(Math.imul(line, 2_654_435_761))}`).join('\n');
    expect(await packText(long)).toBeNull();
    const packed = (await packText('duration: 4s\nvms: 2\n'))!;
    await expect(unpackText(packed.slice(0, -6))).rejects.toThrow('damaged, or cut off');
    await expect(unpackText('no letters!')).rejects.toThrow('damaged, or cut off');
  });
});

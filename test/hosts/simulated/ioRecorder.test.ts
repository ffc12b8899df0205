/** The recording of single IOs: true to the run, bounded, the same after save and restore, and without any effect on it. */
import { describe, expect, it } from 'vitest';
import type { IoRecording } from '../../../sim/results/ioRecording.ts';
import { parquetToRecording, recordingToParquet } from '../../../sim/results/recordingParquet.ts';
import type { RunRecord } from '../../../sim/results/runRecord.ts';
import { buildSimulation } from '../../../sim/scenario/build.ts';
import type { BuildOptions } from '../../../sim/scenario/build.ts';
import { loadInputs } from '../../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../../sim/scenario/parse.ts';

const text = `
duration: 60ms
oracle: off
vms: [{ name: a, count: 2, workload: { type: oltp, rate: 4000/s } }]
timeline: [{ at: 20ms, do: bookmark, name: b, vm: a1 }, { at: 40ms, do: rollback, target: b, vm: a1 }]
`;
const scenario = parseScenario(text, 'recorded.yaml', []);

async function run(options: BuildOptions): Promise<RunRecord> {
  const simulation = buildSimulation(scenario, await loadInputs(scenario, () => Promise.reject(new Error('no files'))), options);
  simulation.run(Infinity);
  return simulation.finish();
}

const recordOf = async (options: NonNullable<BuildOptions['recordIos']>): Promise<IoRecording> => (await run({ recordIos: options })).recording!;

describe('IoRecorder', () => {
  it('holds every IO and command with its times in order, and changes nothing in the run', async () => {
    const [plain, recorded] = [await run({}), await run({ recordIos: { iosMax: 100_000, fromNs: null } })];
    expect(plain.recording).toBeNull();
    expect(recorded.result.digest).toBe(plain.result.digest);
    const { ios, commands, vmNames, iosLeftOut, commandsLeftOut } = recorded.recording!;
    expect([vmNames, iosLeftOut, commandsLeftOut]).toEqual([['a1', 'a2'], 0, 0]);
    expect(ios.count).toBe(recorded.result.ios);
    for (let row = 0; row < ios.count; row += 1) {
      expect(ios.arrivalNs[row]).toBeLessThanOrEqual(ios.submittedNs[row]!);
      expect(ios.submittedNs[row]).toBeLessThanOrEqual(ios.answeredNs[row]!);
      if (ios.op[row]! < 2) expect(ios.admittedNs[row]! >= ios.submittedNs[row]! && ios.admittedNs[row]! <= ios.answeredNs[row]!).toBe(true);
    }
    let linked = 0;
    for (let row = 0; row < commands.count; row += 1) {
      const io = commands.io[row]!;
      if (io < 0) continue;
      linked += 1;
      expect(commands.vm[row]).toBe(ios.vm[io]);
      expect(commands.issuedNs[row]).toBeGreaterThanOrEqual(ios.submittedNs[io]!);
    }
    expect(linked).toBeGreaterThan(ios.count / 2);
    const arrayWrites = commands.kind.reduce((count, kind) => count + (kind === 6 ? 1 : 0), 0);
    expect(arrayWrites).toBe(recorded.result.array.writes);
  });

  it('keeps the last, or the first from an instant on', async () => {
    const whole = await recordOf({ iosMax: 100_000, fromNs: null });
    const last = await recordOf({ iosMax: 50, fromNs: null });
    expect(last.ios.count).toBe(50);
    expect(last.iosLeftOut).toBe(whole.ios.count - 50);
    for (const name of ['id', 'arrivalNs', 'answeredNs', 'vm'] as const) expect([...last.ios[name]]).toEqual([...whole.ios[name].slice(-50)]);
    const first = await recordOf({ iosMax: 50, fromNs: 30e6 });
    const from = whole.ios.submittedNs.findIndex((atNs) => atNs >= 30e6);
    expect(first.ios.count).toBe(50);
    expect([...first.ios.arrivalNs]).toEqual([...whole.ios.arrivalNs.slice(from, from + 50)]);
  });

  it('goes on after save and restore as if nothing had been', async () => {
    const inputs = await loadInputs(scenario, () => Promise.reject(new Error('no files')));
    const make = (): ReturnType<typeof buildSimulation> => buildSimulation(scenario, inputs, { recordIos: { iosMax: 300, fromNs: null } });
    const simulation = make();
    simulation.run(900);
    const state = structuredClone(simulation.save());
    simulation.run(Infinity);
    const other = make();
    other.restore(state);
    other.run(Infinity);
    expect(other.finish().recording).toEqual(simulation.finish().recording);
  });

  it('comes back from Parquet as it was', async () => {
    const recording = await recordOf({ iosMax: 200, fromNs: null });
    expect(await parquetToRecording(recordingToParquet(recording))).toEqual(recording);
  });
});

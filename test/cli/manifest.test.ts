import { describe, expect, it } from 'vitest';
import { parseManifest, scenarioSha256, shellWord, thisMachine } from '../../sim/cli/manifest.ts';
import type { Manifest } from '../../sim/cli/manifest.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

const scenario = { schemaVersion: 1, name: 'night', seed: 7 } as unknown as Scenario;
const manifest: Manifest = {
  kind: 'hindcast-manifest',
  schemaVersion: 1,
  version: '0.1.0',
  commit: null,
  seed: 7,
  digest: '0123456789abcdef',
  events: 10,
  simulatedNs: 20,
  stoppedAfterEvents: null,
  oracle: 'full',
  repeat: 'npx hindcast run out/night-7/manifest.json',
  command: ['hindcast', 'run', 'night'],
  inputs: [],
  workingFolder: '/home',
  packageFolder: '/opt/hindcast/',
  startedAt: '2026-01-01T00:00:00Z',
  wallSeconds: 1,
  machine: thisMachine(),
  scenarioSha256: scenarioSha256(scenario),
  scenario,
};
const parse = (value: unknown): Manifest | null => parseManifest(JSON.stringify(value), 'manifest.json');

describe('manifests', () => {
  it('read back', () => {
    expect(parse(manifest)).toEqual(manifest);
  });

  it('are told from scenarios', () => {
    expect(parse({ name: 'night' })).toBeNull();
    expect(parseManifest('name: night\n', 'night.yaml')).toBeNull();
    expect(parseManifest('{ not json', 'night.json')).toBeNull();
    expect(parseManifest('[1]', 'night.json')).toBeNull();
  });

  it.each([
    ['a field is missing', { ...manifest, digest: undefined }, /^manifest\.json is a damaged manifest: digest: expected a text, found nothing/],
    ['a version of later times', { ...manifest, schemaVersion: 2 }, /schemaVersion: expected one of 1, found 2/],
    ['a number that is none', { ...manifest, events: 'many' }, /events: expected a number of at least 0, found "many"/],
    ['edited by hand', { ...manifest, scenario: { ...scenario, seed: 8 } }, /the scenario in this manifest was changed after the run/],
  ])('that are damaged are refused: %s', (_, value, message) => {
    expect(() => parse(value)).toThrow(message);
  });
});

describe('words for a shell', () => {
  it('are quoted where they must be', () => {
    expect(['run', 'a b', "it's", '--set=vms.0.x=[1]', ''].map(shellWord)).toEqual(['run', "'a b'", "'it'\\''s'", "'--set=vms.0.x=[1]'", "''"]);
  });
});

/**
 * An event for a run that goes on: written as in a timeline (without `at`, which is now), checked against the scenario in the same way, ready for
 * `Simulation.inject`. Whether a bookmark that it names is there, only the run shows.
 */
import type { TimelineEvent } from '../hosts/simulated/simulationConfig.ts';
import { buildEvent } from './build.ts';
import { checkCrash } from './checkCrash.ts';
import { requireMap } from './field.ts';
import type { InputEntry, InputMap, InputNode } from './inputNode.ts';
import { readYaml } from './readYaml.ts';
import { Resolver } from './resolver.ts';
import { resolveTimeline } from './resolveTimeline.ts';
import type { Scenario } from './scenario.ts';
import { timelineField } from './timelineField.ts';

/** `text` is YAML or JSON: `{ do: change, path: array.writeLatency, value: 3x }`. Throws ScenarioError. */
export function liveEvent(scenario: Scenario, text: string, nowNs: number): TimelineEvent {
  const given = requireMap(readYaml(text, { name: 'the event', isCwdRelative: false, hasPlaces: false }), '', 'an event');
  const at: InputNode = { kind: 'scalar', place: given.place, isCwdRelative: false, value: `${String(nowNs)}ns`, text: `${String(nowNs)}ns` };
  const entry = (node: InputNode): InputEntry => ({ keyPlace: given.place, node });
  const event: InputMap = { ...given, entries: new Map([...given.entries, ['at', entry(at)]]) };
  const list: InputNode = { kind: 'list', place: given.place, isCwdRelative: false, items: [event] };
  const root: InputMap = { kind: 'map', place: given.place, isCwdRelative: false, entries: new Map([['timeline', entry(list)]]) };
  const context = { ...scenario, partition: scenario.server.partition, isLive: true, vms: scenario.vms.map(({ name }) => ({ name, group: name })) };
  const [resolved] = resolveTimeline(timelineField.read(list, 'timeline'), context, new Resolver(root));
  checkCrash(scenario, resolved!, 'timeline.0.do');
  return buildEvent(resolved!, scenario.blockBytes);
}

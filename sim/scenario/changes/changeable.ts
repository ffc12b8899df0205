/** What can be changed while a run goes on: how such a path introduces itself, what it reads, and what comes of it. */
import type { DeviceRole } from '../../devices/deviceSpec.ts';
import type { LiveChange } from '../../hosts/simulated/simulationConfig.ts';
import type { InputNode } from '../inputNode.ts';
import type { ArrayScenario, NetworkScenario, ServerScenario } from '../scenario.ts';

/** What the scenario says of the world in which something is to change. */
export interface ChangeContext {
  readonly server: ServerScenario;
  readonly network: NetworkScenario;
  readonly array: ArrayScenario;
}

/** A path as scenarios write it, and how it is read. */
export interface ChangeablePath {
  readonly path: string;
  readonly summary: string;
  /** `vm`: each VM that the event names has its own. `server`: there is one of it. */
  readonly scope: 'vm' | 'server';
  /** Throws ScenarioError. `field` names the value in messages. */
  read(node: InputNode, field: string): ReadChange;
}

export interface ReadChange {
  readonly change: LiveChange;
  /** The value as people write it. */
  readonly shown: string;
}

/** A file of this folder: the paths that it knows in that world. */
export type ChangeSource = (context: ChangeContext) => readonly ChangeablePath[];

/** Where a device is in the scenario. */
export function pathOfDevice(role: DeviceRole): string {
  return role === 'array' ? 'array' : `server.${role}`;
}

/** Memory that the tables of the devices of a scenario take on this machine, in bytes. */
import { deviceModel } from '../devices/deviceModels.ts';
import { flashLayout } from '../hosts/simulated/flashLayout.ts';
import type { Scenario } from './scenario.ts';

export function deviceTablesBytes({ server: { flash }, blockBytes }: Scenario): number {
  const { sizeBytes } = flashLayout({ flashBlocks: flash.sizeBytes / blockBytes, blockBytes });
  return deviceModel('flash', flash.model).memoryBytes?.(flash.params, { sizeBytes, blockBytes }) ?? 0;
}

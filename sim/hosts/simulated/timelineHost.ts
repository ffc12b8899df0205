/** What the timeline does to the world around it: requests to the engine, VMs that wait, devices that change, a server that crashes. */
import type { Agenda } from './agenda.ts';
import type { CrashRunner } from './crashRunner.ts';
import type { DamageSource } from './damageSource.ts';
import type { DeviceBay } from './deviceBay.ts';
import type { EnginePort } from './enginePort.ts';
import type { Guests } from './guests.ts';
import type { SimulatedEngine } from './simulatedEngine.ts';
import type { TimelineHost } from './timelineRunner.ts';

export function timelineHost(
  agenda: Agenda,
  port: EnginePort,
  bay: DeviceBay,
  guests: Guests,
  engine: SimulatedEngine,
  damage: readonly { readonly source: DamageSource }[],
  crashes: () => CrashRunner | null,
): TimelineHost {
  return {
    agenda,
    guests,
    control: (request) => {
      port.control(agenda.nowNs, request);
    },
    changeDevice: (change) => {
      bay.change(agenda.nowNs, change);
    },
    damage: (vm, offsetBytes, lengthBytes) => {
      damage[vm].source.begin(agenda.nowNs, offsetBytes, lengthBytes);
      guests.serveVm(vm);
    },
    rollbackTrace: () => engine.rollbackTrace(),
    crash: (inFlight) => crashes()?.crash(inFlight),
    damageFlash: (offsetBytes, lengthBytes) => crashes()?.damageFlash(offsetBytes, lengthBytes),
    damageArray: (vm, offsetBytes, lengthBytes) => crashes()?.damageArray(vm, offsetBytes, lengthBytes),
  };
}

/** What the timeline does to the world around it: requests to the engine, VMs that wait, devices that change. */
import type { Agenda } from './agenda.ts';
import type { DeviceBay } from './deviceBay.ts';
import type { EnginePort } from './enginePort.ts';
import type { Guests } from './guests.ts';
import type { SimulatedEngine } from './simulationConfig.ts';
import type { TimelineHost } from './timelineRunner.ts';

export function timelineHost(agenda: Agenda, port: EnginePort, bay: DeviceBay, guests: Guests, engine: SimulatedEngine): TimelineHost {
  return {
    get nowNs(): number {
      return agenda.nowNs;
    },
    control: (request) => {
      port.control(agenda.nowNs, request);
    },
    changeDevice: (change) => {
      bay.change(agenda.nowNs, change);
    },
    pauseVm: (vm) => {
      guests.pause(vm);
    },
    resumeVm: (vm, drop) => {
      guests.resume(vm, drop);
    },
    serveVm: (vm) => {
      guests.serveVm(vm);
    },
    rollbackTrace: () => engine.rollbackTrace(),
  };
}

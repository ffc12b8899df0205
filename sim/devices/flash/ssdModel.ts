/** The SSD model as scenarios name it: `ssd`. */
import type { DeviceSpec } from '../deviceSpec.ts';
import { flashGeometry, geometryFault } from './flashGeometry.ts';
import { Ssd } from './ssd.ts';
import { ssdParams } from './ssdParams.ts';
import type { SsdParams } from './ssdParams.ts';

/** The map both ways. */
const BYTES_PER_UNIT = 8;

export const ssdModel: DeviceSpec<SsdParams> = {
  name: 'ssd',
  summary: 'channels, dies and planes behind a write buffer and a page-mapped translation layer with garbage collection and wear',
  source: 'structure: Agrawal et al., USENIX ATC 2008, and MQSim, FAST 2018; defaults: a server cache of 2014, see devicePresets.ts',
  params: ssdParams,
  live: ['readLatency', 'programLatency', 'eraseLatency', 'hostLatency'],
  create: (params, context) => new Ssd(params, context),
  fault: geometryFault,
  memoryBytes: (params, place) => flashGeometry(params, place).physicalUnits * BYTES_PER_UNIT,
};

/** The requests of a recorded trace, in the order of the file: operation, offset and length as they were. */
import { assert } from '../../sim/base/assert.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import type { WrittenOptions } from '../traces/formatOptions.ts';
import { traceFormats } from '../traces/traceFormats.ts';
import type { Trace } from '../traces/trace.ts';
import type { IoPattern, WorkloadSpec } from './ioPattern.ts';

export type TraceParams = {
  readonly file: string;
  readonly format: string;
  readonly as: string;
  readonly objectSizeBytes: number;
  readonly volume: string;
  /** As written: the format knows them. */
  readonly options: WrittenOptions;
};

export const trace: WorkloadSpec<TraceParams> = {
  name: 'trace',
  summary: 'the requests of a recorded trace',
  source: 'own',
  params: {
    file: { unit: 'name', default: '', summary: 'the trace; relative to the scenario (in --set: to the working directory)' },
    format: {
      unit: 'name',
      default: 'auto',
      choices: ['auto', ...traceFormats.map((format) => format.name)],
      summary: 'its format; auto: found from its content',
    },
    as: {
      unit: 'name',
      default: 'stored',
      choices: ['stored', 'reads', 'writes'],
      summary: 'which operation the requests are; formats that do not store it need reads or writes',
    },
    objectSizeBytes: {
      unit: 'bytes',
      default: 512,
      min: 1,
      max: 1024 * 1024,
      summary: 'formats of objects: how far apart two neighbouring object numbers are on the disk',
    },
    volume: {
      unit: 'name',
      default: '',
      summary: "of a trace of several volumes (disks, devices): the one to replay, by its name; or all: one behind the other on this VM's disk",
    },
    options: { unit: 'texts', default: {}, summary: 'what its format needs to be told (`hindcast trace formats` lists it), such as { timeUnit: us }' },
  },
  ends: () => true,
  problem: () => null,
  // Known only when the trace is loaded.
  largestIoBytes: () => 0,
  granulesBytes: () => [1],
  create: (_params, context) => {
    assert(context.trace !== null, 'the trace of a workload is loaded before it is built');
    return new TracePattern(context.trace);
  },
};

class TracePattern implements IoPattern {
  readonly #trace: Trace;
  #index = 0;

  constructor(recorded: Trace) {
    this.#trace = recorded;
  }

  get done(): boolean {
    return this.#index >= this.#trace.count;
  }

  next(into: IoRequest): boolean {
    this.#trace.fill(this.#index, into);
    this.#index += 1;
    return false;
  }

  save(): number {
    return this.#index;
  }

  restore(state: number): void {
    this.#index = state;
  }
}

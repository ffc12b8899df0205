/** Figures of the parts of devices, in `result.json`: every one is a station of queueing theory, and is checked like one. */
import { number, record, text } from './shape.ts';
import type { Shape } from './shape.ts';

/** A part of a device where operations wait and are served. */
export interface StationFigures {
  readonly device: string;
  readonly name: string;
  /** Operations that it serves at the same time. */
  readonly places: number;
  /** That went through it. */
  readonly operations: number;
  /** Share of its places that were busy. */
  readonly utilisation: number;
  /** Operations in it, waiting and in service, mean over time. */
  readonly queueLengthMean: number;
  /** Mean time from coming in to going out. */
  readonly residenceMeanNs: number;
}

const amount = (summary: string): Shape<number> => number(summary, 0);

export const stationShape: Shape<StationFigures> = record<StationFigures>(
  {
    device: text('of which device'),
    name: text('the station'),
    places: amount('operations served at the same time'),
    operations: amount('count'),
    utilisation: amount('ratio'),
    queueLengthMean: amount('operations'),
    residenceMeanNs: amount('ns'),
  },
  'one station',
);

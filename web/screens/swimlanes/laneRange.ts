/** Spans of time to look at. */
import type { TimeRange } from '../../../reports/charts/timeLink.ts';
import type { IoPath } from '../../worker/lanes/laneMessages.ts';

/** Nothing shorter is to be seen: times are whole ns. */
const shortestNs = 100;
/** Around an IO, as a part of its latency. */
const marginShare = 0.6;

/** Whole ns, as they stand in the address. */
function rounded(fromNs: number, toNs: number): TimeRange {
  const from = Math.max(0, Math.floor(fromNs));
  return { fromNs: from, toNs: Math.max(from + shortestNs, Math.ceil(toNs)) };
}

/** `aroundNs` stays where it is. */
export function zoomed({ fromNs, toNs }: TimeRange, factor: number, aroundNs: number): TimeRange {
  return rounded(aroundNs - (aroundNs - fromNs) * factor, aroundNs + (toNs - aroundNs) * factor);
}

/** By a share of its length. */
export function panned({ fromNs, toNs }: TimeRange, share: number): TimeRange {
  const shift = Math.max(-fromNs, (toNs - fromNs) * share);
  return rounded(fromNs + shift, toNs + shift);
}

/** In which the whole IO is seen, with all that came of it. */
export function rangeAround({ arrivalNs, answeredNs, spans }: IoPath): TimeRange {
  const endNs = Math.max(answeredNs, ...spans.map(({ toNs }) => toNs));
  const margin = (endNs - arrivalNs) * marginShare;
  return rounded(arrivalNs - margin, endNs + margin);
}

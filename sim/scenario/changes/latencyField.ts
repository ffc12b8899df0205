import type { Distribution } from '../../base/distributions.ts';
import { scaleDistribution } from '../../base/scaleDistribution.ts';
import { distributionField, formatDistribution } from '../distributionField.ts';
import { refuseNode } from '../field.ts';
import type { InputNode } from '../inputNode.ts';

/** Factors beyond these turn nanoseconds into nothing, or into days. */
const factorMin = 0.001;
const factorMax = 100_000;

export interface ReadLatency {
  readonly latency: Distribution;
  readonly shown: string;
}

/** A latency as anywhere in a scenario, or a factor (`3x`) on what the scenario says of it. */
export function readLatency(node: InputNode, path: string, ofScenario: Distribution): ReadLatency {
  const factor = node.kind === 'scalar' ? /^\s*(\d+(?:\.\d+)?)\s*x\s*$/i.exec(node.text) : null;
  if (factor === null) {
    const latency = distributionField.read(node, path);
    return { latency, shown: formatDistribution(latency) };
  }
  const times = Number(factor[1]);
  if (times < factorMin || times > factorMax) refuseNode(node, path, `a factor from ${String(factorMin)}x to ${String(factorMax)}x is possible`);
  const latency = scaleDistribution(ofScenario, times);
  return { latency, shown: `${String(times)}x (${formatDistribution(latency)})` };
}

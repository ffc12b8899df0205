/** Which settings go with which flush policy, by trying: the rows of the README's table of combinations. Policies with the same answers share a row. */
import { flushPolicies } from '../../sim/engine/policy/flushPolicies.ts';
import { durabilities, granularities, preimageStrategies } from '../../sim/engine/protocol.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { ScenarioError } from '../../sim/scenario/scenarioError.ts';

export function isPossible(cache: string, more = ''): boolean {
  try {
    parseScenario(
      `vms: 1\nserver: { dram: { size: 16MiB }, ${more.includes('flash') ? more : 'flash: { size: 64MiB }'}, cache: { ${cache} } }\n${more.includes('array') ? more : ''}`,
      't.yaml',
      [],
    );
    return true;
  } catch (error) {
    if (error instanceof ScenarioError) return false;
    throw error;
  }
}

function named(values: readonly string[], of: readonly string[]): string {
  if (values.length === of.length) return 'any';
  return values.length > of.length / 2
    ? `any but ${of
        .filter((value) => !values.includes(value))
        .map((value) => `\`${value}\``)
        .join(', ')}`
    : values.map((value) => `\`${value}\``).join(', ');
}

export function flushCombinationRows(): readonly string[] {
  const byAnswers = new Map<string, string[]>();
  for (const spec of flushPolicies) {
    const flush = `flush: ${spec.name}`;
    const fixed = spec.create(Object.fromEntries(Object.entries(spec.params).map(([name, { default: usual }]) => [name, usual])), {
      startNs: 0,
    }).demandsDurability;
    const classes = durabilities.filter((durability) => isPossible(`${flush}, durability: ${durability}`));
    const answers = [
      fixed === null ? named(classes, durabilities) : `\`${fixed}\`, whatever is said`,
      named(
        granularities.filter((granularity) => isPossible(`${flush}, granularity: ${granularity}, retention: { time: 5s, records: 100 }`)),
        granularities,
      ),
      named(
        preimageStrategies.filter((preimage) => isPossible(`${flush}, preimage: ${preimage}`)),
        preimageStrategies,
      ),
      isPossible(flush, 'flash: { size: 0B }') ? 'yes' : 'no',
      isPossible(flush, 'array: { atomicWrites: false }') ? 'yes' : 'no',
    ].join(' | ');
    const names = byAnswers.get(answers);
    if (names === undefined) byAnswers.set(answers, [spec.name]);
    else names.push(spec.name);
  }
  return [...byAnswers].map(([answers, names]) => `| ${names.map((name) => `\`${name}\``).join(', ')} | ${answers} |`);
}

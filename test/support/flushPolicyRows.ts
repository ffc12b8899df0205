import { flushPolicies } from '../../sim/engine/policy/flushPolicies.ts';
import { paramEntries } from '../../sim/scenario/specField.ts';

/** The rows of the README's table of flush policies, as the specs have it. */
export function flushPolicyRows(): readonly string[] {
  return flushPolicies.map((spec) => {
    const params = Object.entries(paramEntries(spec)).map(([name, { defaultText, default: usual }]) => `\`${name}: ${String(defaultText ?? usual)}\``);
    return `| \`${spec.name}\` | ${spec.summary} | ${params.length === 0 ? 'none' : params.join(', ')} |`;
  });
}

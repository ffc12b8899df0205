/** The JSON Schema of scenario files, for editors and scripts: made from the same fields that read them. */
import type { JsonSchema } from './field.ts';
import { scenarioField } from './scenarioInput.ts';
import { workloadDefinitions } from './workloadField.ts';

export function scenarioJsonSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Hindcast scenario',
    description:
      'What is simulated: a server with a cache, a storage array, virtual machines, and what happens to them. Everything has a default. Sizes, times and rates are written with units.',
    ...scenarioField.schema,
    $defs: workloadDefinitions,
  };
}

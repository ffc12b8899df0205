/** Writes the sample trace that ships: `npx tsx test/support/writeSampleTrace.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawOfficeVm } from '../../workloads/traces/samples/officeVm.ts';

writeFileSync(fileURLToPath(new URL('../../workloads/traces/samples/office-vm.vscsi', import.meta.url)), drawOfficeVm());

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Op } from '../../sim/engine/protocol.ts';
import { drawOfficeVm } from '../support/officeVm.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import { inChunks } from './traceFiles.ts';

it('the sample trace is what its generator draws, and reads as said', async () => {
  const path = fileURLToPath(new URL('../../workloads/traces/samples/office-vm.vscsi', import.meta.url));
  if (process.env['UPDATE_SAMPLE'] === '1') await writeFile(path, drawOfficeVm());
  const shipped = await readFile(path);
  expect(Buffer.compare(shipped, drawOfficeVm())).toBe(0);
  const trace = await readTrace(inChunks(shipped, 4096), { file: 'office-vm.vscsi', format: 'auto', as: 'stored', objectSizeBytes: 512 });
  expect(trace.count).toBe(6000);
  expect(trace.spanNs).toBeGreaterThan(6900e9);
  expect(trace.spanNs).toBeLessThanOrEqual(7200e9);
  expect(trace.timesBack).toBe(0);
  expect([trace.countOf(Op.Read) > 1500, trace.countOf(Op.Write) > 2500, trace.countOf(Op.Flush) > 50]).toEqual([true, true, true]);
  expect(trace.endBytes).toBeLessThanOrEqual(2 ** 31);
});

/** Every trace format: a new one is a file of its own and a line here. The order is that of sniffing; at most one may recognise a file. */
import { oracleGeneral } from './oracleGeneral.ts';
import type { TraceFormat } from './traceFormat.ts';
import { vscsi } from './vscsi.ts';

export const traceFormats: readonly TraceFormat[] = [vscsi, oracleGeneral];

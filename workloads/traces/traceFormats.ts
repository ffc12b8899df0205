/** Every trace format: a new one is a file of its own and a line here. At most one may recognise a file by its content. */
import { alibaba } from './alibaba.ts';
import { blkparse } from './blkparse.ts';
import { cachelib } from './cachelib.ts';
import { disksimAscii } from './disksimAscii.ts';
import { disksimValidate } from './disksimValidate.ts';
import { fioIolog } from './fioIolog.ts';
import { fiu } from './fiu.ts';
import { lcs } from './lcs.ts';
import { mqsim } from './mqsim.ts';
import { msr } from './msr.ts';
import { oracleGeneral, oracleGeneralOpNs } from './oracleGeneral.ts';
import { tencent } from './tencent.ts';
import type { TraceFormat } from './traceFormat.ts';
import { u32le } from './u32le.ts';
import { vscsi } from './vscsi.ts';
import { vscsiCsv } from './vscsiCsv.ts';

export const traceFormats: readonly TraceFormat[] = [
  vscsi,
  vscsiCsv,
  oracleGeneral,
  oracleGeneralOpNs,
  lcs,
  u32le,
  msr,
  alibaba,
  tencent,
  blkparse,
  fiu,
  fioIolog,
  mqsim,
  disksimAscii,
  disksimValidate,
  cachelib,
];

import { acp } from './acp.ts';
import { age } from './age.ts';
import { alru } from './alru.ts';
import { cscan } from './cscan.ts';
import { epoch } from './epoch.ts';
import type { FlushSpec } from './flushPolicy.ts';
import { idle } from './idle.ts';
import { journaled } from './journaled.ts';
import { linearThreshold } from './linearThreshold.ts';
import { lrw } from './lrw.ts';
import { ordered } from './ordered.ts';
import { periodic } from './periodic.ts';
import { piRate } from './piRate.ts';
import { rollbackAware } from './rollbackAware.ts';
import { spread } from './spread.ts';
import { watermark } from './watermark.ts';
import { wbFlush } from './wbFlush.ts';
import { wbPersist } from './wbPersist.ts';
import { wow } from './wow.ts';
import { writeAround } from './writeAround.ts';
import { writeBack } from './writeBack.ts';
import { writeThrough } from './writeThrough.ts';
import { writerDelay } from './writerDelay.ts';

/** A spec whose parameters were checked against its own table before `create` is called. */
export type FlushPolicySpec = FlushSpec<Record<string, unknown>>;

/** Every flush policy: help, validation, docs and conformance tests read this table. */
export const flushPolicies: readonly FlushPolicySpec[] = [
  writeThrough,
  writeAround,
  writeBack,
  wbFlush,
  wbPersist,
  ordered,
  journaled,
  epoch,
  periodic,
  spread,
  age,
  idle,
  watermark,
  linearThreshold,
  lrw,
  cscan,
  wow,
  alru,
  acp,
  piRate,
  writerDelay,
  rollbackAware,
];

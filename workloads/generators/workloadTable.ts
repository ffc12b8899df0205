/** Every workload: a new one is a file of its own and a line here. */
import { backup } from './backup.ts';
import { boot } from './boot.ts';
import { dirtying } from './dirtying.ts';
import { hotCold } from './hotCold.ts';
import type { WorkloadSpec } from './ioPattern.ts';
import { logWriter } from './logWriter.ts';
import { mixed } from './mixed.ts';
import { oltp } from './oltp.ts';
import { selfSimilar } from './selfSimilar.ts';
import { sequential } from './sequential.ts';
import { strided } from './strided.ts';
import { trace } from './trace.ts';
import { uniform } from './uniform.ts';
import { zipf } from './zipf.ts';

export const workloadTable: readonly WorkloadSpec<object>[] = [
  zipf,
  uniform,
  hotCold,
  selfSimilar,
  sequential,
  strided,
  mixed,
  oltp,
  logWriter,
  backup,
  boot,
  dirtying,
  trace,
];

import type { AdmissionPolicySpec } from './admissionPolicy.ts';
import { admitAlways } from './admitAlways.ts';
import { admitNthMiss } from './admitNthMiss.ts';
import { admitRandom } from './admitRandom.ts';
import { admitSize } from './admitSize.ts';
import { admitWriteRate } from './admitWriteRate.ts';

/** Every admission policy: help, validation, docs and conformance tests read this table. */
export const admissionPolicies: readonly AdmissionPolicySpec[] = [admitAlways, admitNthMiss, admitSize, admitRandom, admitWriteRate];

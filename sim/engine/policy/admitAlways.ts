/**
 * Every miss is kept.
 */
import type { Spec } from '../../base/spec.ts';
import type { AdmissionContext, AdmissionPolicy } from './admissionPolicy.ts';

class AdmitAlways implements AdmissionPolicy {
  admits(): boolean {
    return true;
  }

  save(): null {
    return null;
  }

  restore(): void {
    // Stateless.
  }
}

export const admitAlways: Spec<Record<never, never>, AdmissionContext, AdmissionPolicy> = {
  name: 'always',
  summary: 'Keeps every block that was missed',
  source: 'own: the cache without admission control',
  params: {},
  create: () => new AdmitAlways(),
};

/** How the workload `fio` introduces itself to scenarios. Which options of job files are understood says `fioOptions.ts`. */
import type { ParamSpec } from '../../sim/base/spec.ts';

export const fio = {
  name: 'fio',
  summary: 'what the jobs of a fio job file would do in this VM',
  source: 'fio, HOWTO, https://fio.readthedocs.io/en/latest/fio_doc.html',
  params: {
    file: { unit: 'name', default: '', summary: 'the job file; relative to the scenario (in --set: to the working directory)' },
    job: { unit: 'name', default: '', summary: 'the one job to run; default: all' },
  },
} as const satisfies { readonly params: Readonly<Record<string, ParamSpec<unknown>>> } & Readonly<Record<string, unknown>>;

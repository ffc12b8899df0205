/**
 * The ablation of `rollback-aware`: which of what it looks at changes which figure, and where it loses. One VM writes all over a disk that the array holds, keeps 0.6 s
 * of history, and is rolled back to a bookmark 0.3 s old at the very end: what is dirty then has to go to the array to bring it back.
 */
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

interface Figures {
  readonly preimageReads: number;
  readonly destages: number;
  /** Blocks, after the rollback. */
  readonly toBringBack: number;
  /** Age of the oldest write that a total loss of the server would cost, mean over instants. */
  readonly rpoNs: number;
}

const sizes = { short: { ms: 1600, instants: 2 }, long: { ms: 4000, instants: 30 } } as const;

async function figuresOf(context: ValidationContext, flush: string): Promise<Figures> {
  const { ms, instants } = sizes[context.size];
  const { result } = await context.simulate(`
duration: ${String(ms)}ms
warmup: 500ms
crashSample: ${String(instants)}
oracle: sampled
server: { dram: { size: 4MiB }, flash: { size: 32MiB }, cache: { retention: { time: 600ms }, flush: ${flush} } }
vms: { count: 1, disk: 64MiB, memory: 0B, workload: { type: zipf, exponent: 0.9, footprint: 64MiB, readRatio: 0.3, rate: 1500/s } }
timeline: [{ at: ${String(ms - 300)}ms, do: bookmark, name: a }, { at: ${String(ms - 1)}ms, do: rollback, target: a }]
`);
  const images = result.crashes.filter(({ image }) => image === 'array');
  return {
    preimageReads: result.cache.preimageReads,
    destages: result.cache.destages,
    toBringBack: result.cache.dirtyBlocks.end,
    rpoNs: images.reduce((sum, { rpoNs }) => sum + rpoNs, 0) / images.length,
  };
}

const aware = (more = ''): string => `{ policy: rollback-aware, age: 800ms, horizon: 300ms${more} }`;

function row(what: string, expected: number, got: number, samples: number, is: 'atMost' | 'atLeast'): ValidationRow {
  return { what, expected, got, tolerance: { relative: 0 }, samples, confidence: null, is };
}

function preimageRow(all: Figures, without: Figures): ValidationRow {
  return row(
    'preimages: reads of the array before destages, with over without',
    0.1,
    all.preimageReads / without.preimageReads,
    without.preimageReads,
    'atMost',
  );
}

async function run(context: ValidationContext): Promise<ValidationRow[]> {
  const all = await figuresOf(context, aware());
  const noPreimages = await figuresOf(context, aware(', preimages: false'));
  const neither = await figuresOf(context, aware(', preimages: false, targets: false'));
  const noExposure = await figuresOf(context, aware(', exposure: false'));
  const eager = await figuresOf(context, 'write-back');
  return [
    preimageRow(all, noPreimages),
    row(
      'targets: blocks to bring back after the rollback, with over without (both without preimages)',
      0.2,
      noPreimages.toBringBack / neither.toBringBack,
      neither.toBringBack,
      'atMost',
    ),
    row('exposure: RPO when the server is lost, with over without', 0.8, all.rpoNs / noExposure.rpoNs, all.destages, 'atMost'),
    row('destages over those of write-back', 0.8, all.destages / eager.destages, eager.destages, 'atMost'),
    row('where it loses: RPO of write-back over its own', 0.05, eager.rpoNs / all.rpoNs, eager.destages, 'atMost'),
    row('where it loses: blocks to bring back, all in view, over write-back', 0.5, all.toBringBack / eager.toBringBack, eager.toBringBack, 'atLeast'),
  ];
}

export const rollbackAware: Validation = {
  name: 'rollback-aware-ablation',
  summary: 'What is each input of rollback-aware worth, and where does it lose?',
  source: 'own',
  tolerance: 'bounds, fixed at about twice what came out first',
  run,
  faults: [
    {
      name: 'blind for the log',
      summary: 'preimages are not looked at',
      run: async (context) => {
        const blind = await figuresOf(context, aware(', preimages: false'));
        return [preimageRow(blind, blind)];
      },
    },
  ],
};

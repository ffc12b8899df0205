/**
 * Who may import whom, which names stay out, and how long things may get: the tables behind `test/architecture.test.ts`.
 *
 * What is not listed is not allowed. Debts name a file and say why; one that is paid must be taken off its list, or the test fails.
 */

export interface ImportRule {
  /** Folders, or single files, of the project. A folder may always import from itself. */
  readonly may: readonly string[];
  /** npm packages, by name. */
  readonly packages: readonly string[];
  /** Node's own modules. */
  readonly node?: true;
}

const allOfTheSimulatedWorld = [
  'sim/base',
  'sim/engine',
  'sim/kernel',
  'sim/devices',
  'sim/oracle',
  'sim/metrics',
  'sim/results',
  'sim/faults',
  'sim/hypervisor',
  'workloads',
];

/** By folder; the longest that fits a file counts. */
export const importRules: Readonly<Record<string, ImportRule>> = {
  'sim/base': { may: [], packages: ['seedrandom'] },
  'sim/engine': { may: ['sim/base'], packages: [] },
  'sim/kernel': { may: ['sim/base'], packages: [] },
  'sim/devices': { may: ['sim/base'], packages: [] },
  'sim/oracle': { may: ['sim/base', 'sim/engine/protocol.ts'], packages: [] },
  'sim/metrics': { may: ['sim/base'], packages: [] },
  'sim/results': { may: ['sim/base'], packages: ['hyparquet', 'hyparquet-writer'] },
  'sim/faults': { may: ['sim/base', 'sim/devices/device.ts'], packages: [] },
  'sim/hypervisor': { may: ['sim/base', 'sim/engine/protocol.ts'], packages: [] },
  workloads: { may: ['sim/base', 'sim/engine/protocol.ts'], packages: ['fzstd'] },
  'sim/hosts/simulated': { may: allOfTheSimulatedWorld, packages: [] },
  'sim/hosts/timeless': { may: ['sim/base', 'sim/engine', 'sim/hypervisor', 'sim/metrics', 'workloads'], packages: [] },
  'sim/hosts/live': { may: ['sim/base', 'sim/engine', 'sim/hypervisor', 'sim/metrics'], packages: [], node: true },
  'sim/scenario': { may: [...allOfTheSimulatedWorld, 'sim/hosts/simulated', 'sim/hosts/timeless'], packages: ['yaml', 'zod'] },
  'sim/experiment': { may: ['sim/base', 'sim/scenario', 'sim/results'], packages: ['simple-statistics', 'jstat'] },
  reports: { may: ['sim/base', 'sim/results'], packages: [] },
  'reports/charts': {
    may: ['sim/base', 'sim/results', 'reports/text'],
    packages: ['chart.js', 'chartjs-plugin-annotation', 'chartjs-plugin-zoom', 'chartjs-chart-error-bars'],
  },
  web: {
    may: ['sim/base', 'sim/results', 'sim/scenario', 'sim/experiment', 'reports', 'workloads', 'CITATION.cff'],
    packages: ['lit', '@preact/signals-core'],
  },
  'sim/cli': {
    may: [...allOfTheSimulatedWorld, 'sim/hosts', 'sim/scenario', 'sim/experiment', 'reports'],
    // `vite` builds the page of `hindcast dashboard`.
    packages: ['commander', 'picocolors', 'tsx', 'tinypool', 'vite'],
    node: true,
  },
  test: { may: ['sim', 'workloads', 'reports', 'web'], packages: ['*'], node: true },
};

/** Imports that the table does not allow, each with its reason. `to` is a file, a package or `node:*`. */
export const importDebts: readonly { readonly from: string; readonly to: string; readonly why: string }[] = [
  { from: 'reports/clientBundle.ts', to: 'node:*', why: 'bundles the script of a report out of the sources as they stand; no page imports it' },
  { from: 'reports/clientBundle.ts', to: 'vite', why: 'the same' },
];

/** Names that make a run depend on the machine or the hour. */
export const bannedNames: readonly string[] = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'process',
  'console',
  'Intl',
];
/** Where they are banned, and where, within that, they are not. */
export const simulationFolders: readonly string[] = ['sim', 'workloads'];
export const hostFolders: readonly string[] = ['sim/cli', 'sim/hosts/live'];

/** Of `Math`, what every engine computes to the last bit. `**` counts as `pow`, but between whole numbers that are written out. */
export const exactMath: readonly string[] = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'];
/** Elsewhere only: file → names. */
export const mathByFile: Readonly<Record<string, readonly string[]>> = {
  'sim/base/distributions.ts': ['exp', 'log'],
  'sim/base/moments.ts': ['exp'],
  'sim/experiment/closedForms/blocksTakenBack.ts': ['exp'],
};

/** What lies at the top, and in `sim`. */
export const topLevel: readonly string[] = [
  'package.json',
  'sim',
  'workloads',
  'reports',
  'web',
  'test',
  'vite.config.ts',
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'LICENSE',
  'CITATION.cff',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.checked.json',
  'eslint.config.js',
  '.prettierrc',
  '.prettierignore',
  '.gitignore',
  '.ci',
];

/** Files that nobody imports and that are meant so: programs and pages. */
export const productEntries: readonly string[] = ['sim/cli/hindcast.mjs', 'sim/cli/linkProgram.mjs', 'sim/cli/replicationWorker.mjs'];

/** Parts of the product that nothing but their tests uses yet, each with what it waits for. */
export const awaitingUse: Readonly<Record<string, string>> = {};

export const functionLinesMax = 70;
/** Longer ones, with the length they have; they may only get shorter. */
export const longFunctions: Readonly<Record<string, number>> = {
  // One literal: a whole result.
  'test/support/runFixture.ts runFixture': 190,
};

export const fileLinesMax = 400;
export const longFiles: Readonly<Record<string, number>> = {
  'sim/engine/core.ts': 558,
  'sim/engine/protocol.ts': 430,
  'sim/engine/writePath.ts': 425,
  'sim/oracle/contentStore.ts': 430,
  'test/fuzz/chaosHost.ts': 500,
  'test/oracle/naiveEngine.ts': 430,
  'test/walkthroughs/walkthrough.ts': 440,
};

/** Vite for the pages in `web`, and Vitest for everything in `test`. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Connect, Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { resultsMark, serveRuns } from './sim/cli/serveRuns.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const isTest = process.env['VITEST'] !== undefined;
const isCi = (process.env['CI'] ?? '') !== '';

/** The results in `out/`, to the page of `npm run dev`: as `hindcast dashboard` serves them. */
const answerRuns: Connect.NextHandleFunction = (request, response, next) => {
  serveRuns(request, response, `${here}out`).then((isAnswered) => {
    if (!isAnswered) next();
  }, next);
};
const runsPlugin: Plugin = {
  name: 'hindcast-runs',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace('<head>', `<head>\n    ${resultsMark}`),
  configureServer: (server) => void server.middlewares.use(answerRuns),
  configurePreviewServer: (server) => void server.middlewares.use(answerRuns),
};

/** The test files that take longest come first, so that no worker is left with one of them when the others are done. */
const longestFirst = [
  'validation/validations',
  'web/dashboard',
  'web/screens',
  'web/digest',
  'bench/bench',
  'hosts/simulated/hypervisor',
  'reports/report.browser',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = longestFirst.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place < 0 ? longestFirst.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  plugins: [runsPlugin],
  root: isTest ? here : `${here}web`,
  // The built page works from any folder of any static server.
  base: './',
  // `npm run dev` serves a bundle in memory: one by one the 500 modules of the page and its worker took the browser two seconds at each load.
  experimental: { bundledDev: !isTest },
  build: { outDir: `${here}dist/web`, emptyOutDir: true, target: 'es2023' },
  worker: { format: 'es' },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/vitest.globalSetup.mjs'],
    // Vitest would leave a core idle; on the two cores of a small machine that is half of the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Files share the modules of a worker: no test replaces one, and loading the simulation anew for each of 120 files took 40 s.
    isolate: false,
    // Node's own imports: Vite's look every imported name up again at each use, which made simulations in tests half as slow again.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--import', 'tsx'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // `.ci/run` counts from this file.
    reporters: isCi ? ['default', ['json', { outputFile: 'out/test-results.json' }]] : ['default'],
    coverage: { include: ['sim/**', 'workloads/**', 'reports/**', 'web/**'] },
  },
});

// The process of one contender: `node contender.mjs BENCHMARK CONTENDER SIZE` prints its measurement as JSON.
import '../../sim/cli/inlining.mjs';
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
const { benchmarks } = await import('./benchmarks.ts');
const [name, contender, size] = process.argv.slice(2);
const benchmark = benchmarks.find((candidate) => candidate.name === name);
process.stdout.write(JSON.stringify(await benchmark.run(contender, size)));

// `npm run bench`: see bench.ts.
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
const { main } = await import('./bench.ts');
process.exitCode = await main(process.argv.slice(2));

// `npm run measure:page`: see measurePage.ts.
import { register } from 'tsx/esm/api';

register();
const { measurePage } = await import('./measurePage.ts');
process.exitCode = await measurePage(process.argv.slice(2));

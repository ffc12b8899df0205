// `npm run validate`: see validate.ts.
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
const { validate } = await import('./validate.ts');
process.exitCode = await validate(process.argv.slice(2));

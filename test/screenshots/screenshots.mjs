// `npm run screenshots`: a picture of each screen of the dashboard, light and dark, into web/screenshots. TypeScript is read as it stands.
import { register } from 'tsx/esm/api';

register();
const { takeScreenshots } = await import('./takeScreenshots.ts');
await takeScreenshots(process.argv.slice(2));

// Vitest loads this in its main process, which reads no TypeScript by itself.
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
const { provideBrowser } = await import('./provideBrowser.ts');

export default provideBrowser;

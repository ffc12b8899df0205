// After `npm ci`: lets `npx hindcast` find the program of this checkout itself. Where links can't be made, npx finds it more slowly through package.json.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url));
try {
  mkdirSync(folder, { recursive: true });
  rmSync(`${folder}hindcast`, { force: true });
  symlinkSync('../../sim/cli/hindcast.mjs', `${folder}hindcast`);
} catch (error) {
  console.warn(`hindcast is not linked into node_modules/.bin: ${error.message}`);
}

#!/usr/bin/env node
// The program `hindcast`: runs the TypeScript sources as they stand, from wherever it is called, and sets the exit status.
// What is needed before they can run (Node, the packages) is checked here, in words.
import './inlining.mjs';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) refuse(`Node 20.19 or newer is needed; this is Node ${process.versions.node}`);

const { register } = await import('tsx/esm/api').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  refuse(`its packages are not installed: run \`npm ci\` in ${fileURLToPath(new URL('../..', import.meta.url))} first`);
});
// The folder that it is called from may have a tsconfig.json of its own: that is not for us.
register({ tsconfig: false });

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));

function refuse(reason) {
  console.error(`hindcast: ${reason}`);
  process.exit(2);
}

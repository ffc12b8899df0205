#!/usr/bin/env node
// The program `hindcast`: runs the TypeScript sources as they stand, from wherever it is called, and sets the exit status.
import { register } from 'tsx/esm/api';

// The folder that it is called from may have a tsconfig.json of its own: that is not for us.
register({ tsconfig: false });

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));

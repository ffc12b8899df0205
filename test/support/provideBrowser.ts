/** Before all tests: a browser is looked for (and unpacked) once, and its place told to the test files. */
import type { TestProject } from 'vitest/node';
import { findBrowser } from './findBrowser.ts';
import type { FoundBrowser } from './findBrowser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    browser: FoundBrowser | { readonly executablePath: null; readonly reason: string };
  }
}

export async function provideBrowser(project: TestProject): Promise<void> {
  project.provide('browser', await findBrowser(process.env));
}

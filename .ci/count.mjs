// Prints `N passed, N failed` from Vitest's JSON report. A file that could not even be loaded counts as one failure; so does a missing report.
// Exit status 1 when something failed or nothing passed.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
let skipped = 0;
try {
  const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  passed = report.numPassedTests;
  failed =
    report.numFailedTests +
    report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  skipped = report.numPendingTests;
} catch (error) {
  console.error(`no test report: ${error.message}`);
  failed = 1;
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

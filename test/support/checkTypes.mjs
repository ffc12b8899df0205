// `npm run check:types`: the compiler over everything, with reads of arrays checked (`noUncheckedIndexedAccess`) but in the folders whose substance is typed
// arrays: there every read would be `number | undefined`, and the index is asserted where it is made. One tsconfig can't say that.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { uncheckedFolders } from './uncheckedFolders.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const config = ts.getParsedCommandLineOfConfigFile(`${root}tsconfig.json`, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail });
const isUnchecked = (path) => uncheckedFolders.some((folder) => path.startsWith(`${root}${folder}/`));

const diagnostics = [...diagnose(true, (path) => !isUnchecked(path)), ...diagnose(false, isUnchecked)];
const host = { getCurrentDirectory: () => root, getCanonicalFileName: (path) => path, getNewLine: () => '\n' };
process.stdout.write(process.stdout.isTTY ? ts.formatDiagnosticsWithColorAndContext(diagnostics, host) : ts.formatDiagnostics(diagnostics, host));
process.exitCode = diagnostics.length > 0 ? 1 : 0;

/** What the compiler says of the files that `isMeant` picks. It remembers what it found of files that have not changed. */
function diagnose(noUncheckedIndexedAccess, isMeant) {
  const tsBuildInfoFile = `${root}node_modules/.cache/types/${noUncheckedIndexedAccess ? 'checked' : 'unchecked'}.tsbuildinfo`;
  const options = { ...config.options, noUncheckedIndexedAccess, incremental: true, tsBuildInfoFile };
  const program = ts.createIncrementalProgram({ rootNames: config.fileNames, options, host: ts.createIncrementalCompilerHost(options) });
  const found = [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].filter(({ file }) => file === undefined || isMeant(file.fileName));
  program.emit();
  return [...program.getOptionsDiagnostics(), ...found];
}

function fail(diagnostic) {
  process.stdout.write(ts.formatDiagnostic(diagnostic, host));
  process.exit(1);
}

import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { uncheckedFolders } from './test/support/uncheckedFolders.mjs';

/**
 * The strictest set of typescript-eslint, with types. What is switched off or loosened below says why.
 * Names that a folder must not use, and who may import whom, are not here but in test/architecture.test.ts.
 */
export default defineConfig(
  { ignores: ['node_modules/', 'out/', 'dist/', 'coverage/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.checked.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that has it.' },
        { selector: 'TSEnumDeclaration', message: 'No enums: a const object and a type of the same name.' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Numbers are the business here, and print as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      // Reading an array at an index just established; where else it may stand is for the reviewer.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Ports are implemented by parts that have nothing to do in some verb.
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: uncheckedFolders.map((folder) => `${folder}/**/*.ts`),
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    // Reads of arrays have types there that do not say `undefined`: asking for it is right all the same.
    rules: {
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Saving copies records field by field, on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // `Record<never, never>` is a Spec without parameters.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
    },
  },
  {
    files: ['sim/**/*.ts', 'workloads/**/*.ts', 'reports/**/*.ts', 'web/**/*.ts'],
    rules: {
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } }],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'module' },
    rules: { eqeqeq: 'error', 'no-unused-vars': 'error' },
  },
);

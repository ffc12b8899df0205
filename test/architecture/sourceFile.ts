/** One source file as the architecture test sees it: what it imports, which names it uses, and how long its functions are. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface ImportOf {
  /** As written. */
  readonly specifier: string;
  readonly line: number;
}

export interface NameUse {
  /** `process`, or `Math.pow`, or `**`. */
  readonly name: string;
  readonly line: number;
}

export interface FunctionLength {
  readonly name: string;
  readonly lines: number;
}

export interface SourceFile {
  /** Relative to the project, with slashes. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly ImportOf[];
  /** Free-standing names (not those of properties, parameters' keys and the like), members of `Math` and of `globalThis`. */
  readonly names: readonly NameUse[];
  readonly functions: readonly FunctionLength[];
}

export function readSourceFile(root: string, path: string): SourceFile {
  const text = readFileSync(`${root}${path}`, 'utf8');
  if (path.endsWith('.html')) return { path, lines: 0, imports: scriptsOf(text), names: [], functions: [] };
  const kind = path.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const imports: ImportOf[] = [];
  const names: NameUse[] = [];
  const functions: FunctionLength[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== null) imports.push({ specifier, line: lineOf(node.getStart()) });
    const name = nameOf(node);
    if (name !== null) names.push({ name, line: lineOf(node.getStart()) });
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && !isGroupOfTests(node)) {
      functions.push({ name: functionName(node), lines: lineOf(node.getEnd()) - lineOf(node.getStart()) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { path, lines: text.split('\n').length - 1, imports, names, functions };
}

function scriptsOf(html: string): ImportOf[] {
  const found = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)];
  return found.map((match) => ({ specifier: match[1]!, line: html.slice(0, match.index).split('\n').length }));
}

/** Of imports, exports from, `import(…)`, import types, and `new URL('…', import.meta.url)`. */
function specifierOf(node: ts.Node): string | null {
  const literal = (expression: ts.Node | undefined): string | null => (expression !== undefined && ts.isStringLiteralLike(expression) ? expression.text : null);
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return literal(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL' && node.arguments?.[1]?.getText() === 'import.meta.url') {
    const path = literal(node.arguments[0]);
    return path !== null && /\.(ts|mjs)$/.test(path) ? path : null;
  }
  return null;
}

function nameOf(node: ts.Node): string | null {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) {
    return isWholeLiteral(node.left) && isWholeLiteral(node.right) ? null : '**';
  }
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    if (node.expression.text === 'Math') return `Math.${node.name.text}`;
    if (node.expression.text === 'globalThis') return node.name.text;
    return null;
  }
  if (!ts.isIdentifier(node)) return null;
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return null;
  if (ts.isQualifiedName(parent) && parent.right === node) return null;
  if (node.text === 'Math') return ts.isPropertyAccessExpression(parent) ? null : 'Math';
  const isKey =
    (ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isBindingElement(parent)) && parent.name === node;
  return isKey ? null : node.text;
}

function isWholeLiteral(node: ts.Expression): boolean {
  return ts.isNumericLiteral(node) && Number.isInteger(Number(node.text));
}

/** The function that `describe` is handed is a heading rather than a function. */
function isGroupOfTests(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression.getText().startsWith('describe');
}

function functionName(node: ts.SignatureDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return `${node.parent.name?.text ?? 'class'}.constructor`;
  const owner = ts.isClassLike(node.parent) ? `${node.parent.name?.text ?? 'class'}.` : '';
  if (node.name !== undefined) return owner + node.name.getText();
  const parent = node.parent;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : 'a nameless function';
}

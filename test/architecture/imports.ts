import ts from 'typescript';

/** A file of the source as the rules see it: path below src, as `read/lines.ts`, and text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** Path below src for files of ours, else the package's name or `node:…`. */
  readonly target: string;
  readonly kind: 'ours' | 'package' | 'node';
  /** Nothing of it is there at run time. */
  readonly isType: boolean;
}

/** Every import, re-export and import() of a file, with those in types. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, isType: boolean) => {
    if (specifier && ts.isStringLiteralLike(specifier)) found.push({ ...resolve(path, specifier.text), isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(path, text));
  return found;
}

/** Uses of what must be handed in: `Date.now`, `Math.random`, `console`, `process.exit` and the like. */
export function globalsOf({ path, text }: SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      found.push(`${node.expression.text}.${node.name.text}`);
    } else if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) {
      found.push('new Date()');
    } else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      found.push(`${node.expression.text}()`);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(path, text));
  return found;
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = importClause;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

function resolve(path: string, specifier: string): Pick<Import, 'target' | 'kind'> {
  if (specifier.startsWith('node:')) return { kind: 'node', target: specifier };
  if (!specifier.startsWith('.')) {
    const parts = specifier.split('/');
    return { kind: 'package', target: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') };
  }
  const url = new URL(specifier, `file:///src/${path}`);
  return { kind: 'ours', target: url.pathname.replace(/^\/src\//, '').replace(/\.js$/, '.ts') };
}

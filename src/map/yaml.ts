import { Lexer, LineCounter, Parser, parseDocument } from 'yaml';
import { FatalError } from '../errors.js';

/** YAML and JSON files with places: the door to yaml. JSON is read as the YAML it is, so both have line and column. */

export type Steps = readonly (string | number)[];

export interface ParsedFile {
  readonly value: unknown;
  /** `file:line:column` of what stands at a path inside the file, or of the nearest thing around it. */
  place(path: Steps): string;
}

/** What is only warned of is found out by whoever checks the value. */
const OPTIONS = { prettyErrors: false, uniqueKeys: true, logLevel: 'error' } as const;
const MOST_ALIASES = 100;
/** What is written by hand has a dozen. */
const MOST_LEVELS = 100;

/** Parses a file's text. Throws FatalError('usage', 'mapping-syntax' or 'config-syntax') with the place. */
export function parseYaml(text: string, name: string, what: 'mapping' | 'config' = 'mapping'): ParsedFile {
  refuseDeep(text, name, what);
  const lines = new LineCounter();
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const syntax = (message: string, cause: unknown): FatalError => syntaxError(what, message, cause);
  try {
    const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
    const wrong = document.errors[0];
    if (wrong) throw syntax(`${at(wrong.pos[0])}: ${wrong.message}`, wrong);
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }), place: (path) => at(offsetOf(document, path)) };
  } catch (error) {
    if (error instanceof FatalError) throw error;
    // An alias of nothing, or too many of them.
    throw syntax(`${name}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/**
 * Documents are composed by recursion. Where that comes near the end of the stack, an expression that Node compiles there
 * ends the process without a word, so how deep a text goes is found out before, by the parser, which has a stack of its own.
 */
function refuseDeep(text: string, name: string, what: 'mapping' | 'config'): void {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    for (const _document of parser.next(lexeme));
    if (parser.stack.length <= MOST_LEVELS) continue;
    const { line, col } = lines.linePos(parser.offset);
    throw syntaxError(what, `${name}:${line}:${col}: nested deeper than ${MOST_LEVELS} levels`);
  }
}

function syntaxError(what: 'mapping' | 'config', message: string, cause?: unknown): FatalError {
  return new FatalError('usage', `${what}-syntax`, message, `Correct the YAML or JSON of the ${what} file.`, cause);
}

function offsetOf(document: ReturnType<typeof parseDocument>, path: Steps): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    if (node?.range) return node.range[0]!;
  }
  return document.contents?.range?.[0] ?? 0;
}

import { LineCounter, parseDocument } from 'yaml';
import { FatalError } from '../errors.js';

/** YAML and JSON files with places: the door to yaml. JSON is read as the YAML it is, so both have line and column. */

export type Steps = readonly (string | number)[];

export interface ParsedFile {
  readonly value: unknown;
  /** `file:line:column` of what stands at a path inside the file, or of the nearest thing around it. */
  place(path: Steps): string;
}

/** Parses a file's text. Throws FatalError('usage', 'mapping-syntax' or 'config-syntax') with the place. */
export function parseYaml(text: string, name: string, what: 'mapping' | 'config' = 'mapping'): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const wrong = document.errors[0];
  if (wrong) {
    const message = `${at(wrong.pos[0])}: ${wrong.message}`;
    throw new FatalError('usage', `${what}-syntax`, message, `Correct the YAML or JSON of the ${what} file.`, wrong);
  }
  return { value: document.toJS({ maxAliasCount: 100 }), place: (path) => at(offsetOf(document, path)) };
}

function offsetOf(document: ReturnType<typeof parseDocument>, path: Steps): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    if (node?.range) return node.range[0]!;
  }
  return document.contents?.range?.[0] ?? 0;
}

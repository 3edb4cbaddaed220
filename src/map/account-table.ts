import { FatalError } from '../errors.js';
import { parseYaml } from './yaml.js';

/**
 * A table of old and new accounts: a JSON object {"old": "new"}, or lines `old,new` or `old<TAB>new` without quoting.
 * A first line `old,new` is a header; empty lines do not count.
 * Throws FatalError('usage', 'mapping-table') naming the line.
 */
export function readAccountTable(text: string, name: string): ReadonlyMap<string, string> {
  return name.endsWith('.json') ? readObject(text, name) : readLines(text, name);
}

function readObject(text: string, name: string): ReadonlyMap<string, string> {
  const file = parseYaml(text, name);
  if (typeof file.value !== 'object' || file.value === null || Array.isArray(file.value)) {
    throw wrongTable(`${name}: expected a JSON object of old and new accounts`);
  }
  const table = new Map<string, string>();
  for (const [old, renamed] of Object.entries(file.value)) {
    if (typeof renamed !== 'string' || renamed === '') {
      throw wrongTable(`${file.place([old])}: expected the new account of "${old}" as text`);
    }
    table.set(old, renamed);
  }
  return table;
}

function readLines(text: string, name: string): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || (index === 0 && /^old[,\t]new$/.test(line))) continue;
    const columns = line.split(line.includes('\t') ? '\t' : ',').map((column) => column.trim());
    const [old, renamed] = columns;
    if (columns.length !== 2 || !old || !renamed || line.includes('"')) {
      throw wrongTable(`${name}:${index + 1}: expected two columns old,new without quotes`);
    }
    if (table.has(old) && table.get(old) !== renamed) {
      throw wrongTable(`${name}:${index + 1}: "${old}" has two different new accounts`);
    }
    table.set(old, renamed);
  }
  return table;
}

function wrongTable(message: string): FatalError {
  return new FatalError('usage', 'mapping-table', message, 'Correct the account table.');
}

import type { Output } from '../output.js';
import type { Database, Value } from '../survey/database.js';
import { OUTCOMES } from '../survey/schema.js';

/** Every record that is not in the output, in the order of reading: where it stands, why, and because of which other one. */
const LEFT_OUT = `
  SELECT input.name, record.record, record.part, record.line, record.byte, record.outcome,
    coalesce(fate.why, word.name) AS why, other_input.name, other.record, other.part
  FROM record
  JOIN input ON input.number = record.input
  LEFT JOIN word ON word.number = record.code
  LEFT JOIN fate ON fate.number = record.number
  LEFT JOIN record AS other ON other.number = fate.other
  LEFT JOIN input AS other_input ON other_input.number = other.input
  WHERE fate.number IS NOT NULL OR NOT EXISTS (SELECT 1 FROM content WHERE content.number = record.number)
  ORDER BY record.number`;

/** Writes the ledger: one JSON line {input, record, part, line, byte, fate, why, of?} per record that is not in the output. */
export async function writeLedger(database: Database, output: Output): Promise<number> {
  let lines = 0;
  for await (const columns of database.chunks(LEFT_OUT)) {
    const count = columns[0]!.length;
    let text = '';
    for (let row = 0; row < count; row += 1) text += ledgerLine(columns.map((column) => column[row]!));
    await output.write(text);
    lines += count;
  }
  return lines;
}

function ledgerLine([input, record, part, line, byte, outcome, why, ofInput, ofRecord, ofPart]: Value[]): string {
  const fate = outcome === OUTCOMES.indexOf('reject') ? 'rejected' : ofRecord === null ? 'skipped' : 'removed';
  const of = ofRecord === null ? {} : { of: { input: ofInput, record: ofRecord, part: ofPart } };
  return `${JSON.stringify({ input, record, part, line, byte, fate, why, ...of })}\n`;
}

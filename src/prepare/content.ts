import type { ImportMsg } from '../im/wire.js';
import type { Column } from '../survey/database.js';
import type { Survey } from '../survey/survey.js';
import { putNumber, type TableWriter } from '../survey/table-writer.js';
import type { Mapped, Message } from '../types.js';
import { canonicalText } from './canonical.js';

/** What may stand in the output, one row per message: where it is sorted, and its line in two halves. */
const CONTENT: readonly Column[] = [
  ['number', 'BIGINT'],
  ['seconds', 'BIGINT'],
  ['seq', 'UINTEGER'],
  ['head', 'VARCHAR'],
  ['tail', 'VARCHAR'],
];

/** Writes the table `content`; its numbers are those of the survey's records. */
export class ContentWriter {
  private number = 0;
  private readonly cells;

  private constructor(
    private readonly table: TableWriter,
    private readonly generation: number,
  ) {
    this.cells = {
      number: table.words('number'),
      seconds: table.words('seconds'),
      seq: table.words('seq'),
      head: table.texts('head'),
      tail: table.texts('tail'),
    };
  }

  static async open(survey: Survey, generation: number): Promise<ContentWriter> {
    return new ContentWriter(await survey.createTable('content', CONTENT), generation);
  }

  /** Sees every part of every record, in the order the survey sees them. */
  watch(mapped: Mapped<ImportMsg>): void {
    this.number += 1;
    const message = mapped.kind === 'message' ? mapped : mapped.kind === 'skip' ? mapped.control?.message : undefined;
    if (message) this.write(message);
  }

  finish(): void {
    this.table.close();
  }

  private write(message: Message<ImportMsg>): void {
    const { cells, table } = this;
    const { row } = table;
    const { head, tail } = canonicalText(message, this.generation);
    putNumber(cells.number, row, this.number);
    putNumber(cells.seconds, row, message.key.seconds);
    cells.seq[row] = message.key.seq;
    cells.head(row, head);
    cells.tail(row, tail);
    table.endRow();
  }
}

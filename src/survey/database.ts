import type { DuckDBConnection, DuckDBInstance, DuckDBVector } from '@duckdb/node-api';
import { FatalError } from '../errors.js';
import { type Batch, TableWriter } from './table-writer.js';

/** DuckDB, an embedded database: the only file that knows it. It is loaded when it is wanted: that takes a while. */

/** Column types a table may be written with. Numbers of 64 bits are two 32-bit words, the low one first. */
export type ColumnType = 'UTINYINT' | 'UINTEGER' | 'UBIGINT' | 'BIGINT' | 'VARCHAR';

/** Name and type of a column. */
export type Column = readonly [name: string, type: ColumnType];

export interface DatabaseSettings {
  /** Memory DuckDB itself may take; beyond, it goes to the disk. */
  readonly memoryBytes: number;
  /** Where it goes then; the folder is made and removed by DuckDB. */
  readonly spillFolder: string;
}

export type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;

const THREADS = 2;

/**
 * Opens the database file at `path`, or makes it; its mode is what the process's umask leaves. Throws
 * FatalError('stopped', 'survey-failed').
 */
export async function openDatabase(path: string, settings: DatabaseSettings): Promise<Database> {
  return await orFail(async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(path, {
      threads: String(THREADS),
      memory_limit: `${Math.floor(settings.memoryBytes / 1e6)}MB`,
      temp_directory: settings.spillFolder,
      // Queries that want an order name it.
      preserve_insertion_order: 'false',
      // Nothing is loaded over the network, and no other file is touched.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new Database(instance, await instance.connect());
  });
}

/** An open database. Every method throws FatalError('stopped', 'survey-failed') when DuckDB cannot go on. */
export class Database {
  private isInterrupted = false;
  /** Those of answers that are read at the moment. */
  private readonly others = new Set<DuckDBConnection>();

  constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  async run(sql: string): Promise<void> {
    this.refuseInterrupted();
    await orFail(() => this.connection.run(sql));
  }

  /** The rows of a query; `$name` in it stands for a value. Integers are numbers: exact up to 2^53. */
  async rows<Found extends object = Row>(sql: string, values: Readonly<Record<string, Value>> = {}): Promise<Found[]> {
    this.refuseInterrupted();
    const reader = await orFail(() => this.connection.runAndReadAll(sql, values));
    return reader.getRowObjects().map((row) => plainRow(row) as Found);
  }

  /**
   * The columns of a query's answer, a chunk of rows at a time: for answers that are larger than memory. Integers are
   * numbers.
   */
  async *chunks(sql: string): AsyncGenerator<readonly (readonly Value[])[]> {
    // Another statement on the same connection would end the answer.
    const connection = await orFail(() => this.instance.connect());
    this.others.add(connection);
    try {
      this.refuseInterrupted();
      const result = await orFail(() => connection.stream(sql));
      for (;;) {
        this.refuseInterrupted();
        const chunk = await orFail(() => result.fetchChunk());
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk.getColumns().map((column) => column.map(plainValue));
      }
    } finally {
      this.others.delete(connection);
      connection.closeSync();
    }
  }

  /** Makes a table, and what fills it. */
  async createTable(name: string, columns: readonly Column[]): Promise<TableWriter> {
    await this.run(`CREATE TABLE ${name} (${columns.map(([column, type]) => `${column} ${type}`).join(', ')})`);
    return await orFail(async () => new TableWriter(await this.openBatch(name, columns)));
  }

  /** Ends the queries that are running; they fail, and so do all later ones. */
  interrupt(): void {
    this.isInterrupted = true;
    for (const connection of [this.connection, ...this.others]) connection.interrupt();
  }

  private refuseInterrupted(): void {
    if (this.isInterrupted) throw failed(new Error('it was interrupted'));
  }

  /** Writes everything into the one file. */
  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async openBatch(table: string, columns: readonly Column[]): Promise<Batch> {
    const duckdb = await import('@duckdb/node-api');
    const appender = await this.connection.createAppender(table);
    const chunk = duckdb.DuckDBDataChunk.create(columns.map(([, type]) => duckdb[type]));
    const capacity = ROWS_AT_A_TIME;
    chunk.rowCount = capacity;
    const vectors = columns.map((_, index) => chunk.getColumnVector(index));
    const holdsTexts = columns.some(([, type]) => type === 'VARCHAR');
    return {
      capacity,
      columns: columns.map(([name, type], index) => ({ name, ...cells(vectors[index]!, type) })),
      append: (rows) =>
        orFailNow(() => {
          chunk.rowCount = rows;
          for (const vector of vectors) vector.flush();
          appender.appendDataChunk(chunk);
          // Texts stay in the chunk's memory until it is told to forget them.
          if (holdsTexts) chunk.reset();
        }),
      flush: () => orFailNow(() => appender.flushSync()),
      close: () => orFailNow(() => appender.closeSync()),
    };
  }
}

/** DuckDB takes rows in chunks of at most so many. */
const ROWS_AT_A_TIME = 2_048;

type Cells = Pick<Batch['columns'][number], 'words' | 'bytes' | 'setText'>;

/** The memory of a column, to be written directly: a call for each value would take many times as long. */
function cells(vector: DuckDBVector, type: ColumnType): Cells {
  if (type === 'VARCHAR') return { setText: (row, text) => vector.setItem(row, text) };
  const { items } = vector as DuckDBVector & { readonly items: Uint8Array | Uint32Array | BigUint64Array };
  if (items instanceof Uint8Array) return { bytes: items };
  return { words: new Uint32Array(items.buffer, items.byteOffset, items.byteLength / 4) };
}

function plainRow(row: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): Value {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return String(value);
}

async function orFail<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    throw failed(error);
  }
}

function orFailNow<Answer>(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    throw failed(error);
  }
}

function failed(error: unknown): FatalError {
  if (error instanceof FatalError) return error;
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0];
  return new FatalError(
    'stopped',
    'survey-failed',
    `The survey's database cannot go on: ${message}`,
    'Make room on the disk of the state folder, give more --memory, or check without it: --no-survey.',
    error,
  );
}

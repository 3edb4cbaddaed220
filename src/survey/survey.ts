import type { Knowledge } from '../knowledge.js';
import type { Mapped } from '../types.js';
import { ask, type Questions } from './ask.js';
import { type Column, type Database, openDatabase } from './database.js';
import { Dictionary } from './dictionary.js';
import { SPILL_FOLDER, SURVEY_FILE } from './former.js';
import { ABOUT, ACCOUNT, CONVERSATION, INPUT, RECORD, SCHEMA_VERSION, VIEWS, WORD } from './schema.js';
import type { TableWriter } from './table-writer.js';
import { SurveyWriter, type WriterSettings } from './writer.js';

/** Of the memory the process may take, DuckDB gets so much; the rest is for reading and mapping. */
export const SHARE_OF_DATABASE = 0.6;

export interface SurveySettings extends WriterSettings {
  /** Where the file survey.duckdb is made; no former one may be there (former.ts). */
  readonly folder: string;
  /** What the whole process should stay below. */
  readonly memoryBytes: number;
  /** What the survey is of, for its table `about`. */
  readonly about: Readonly<Record<string, string>>;
}

/** A database of an export: filled while it is read, then asked. */
export class Survey {
  private constructor(
    private readonly database: Database,
    private readonly writer: SurveyWriter,
    private readonly tables: readonly TableWriter[],
  ) {}

  /** Throws FatalError('stopped', 'survey-failed'). */
  static async open(settings: SurveySettings): Promise<Survey> {
    const { folder } = settings;
    const database = await openDatabase(`${folder}/${SURVEY_FILE}`, {
      memoryBytes: settings.memoryBytes * SHARE_OF_DATABASE,
      spillFolder: `${folder}/${SPILL_FOLDER}`,
    });
    await writeAbout(database, settings.about);
    const [record, conversation, account, input, word] = [
      await database.createTable('record', RECORD),
      await database.createTable('conversation', CONVERSATION),
      await database.createTable('account', ACCOUNT),
      await database.createTable('input', INPUT),
      await database.createTable('word', WORD),
    ];
    for (const view of VIEWS) await database.run(view);
    const dictionaries = { inputs: new Dictionary(input), words: new Dictionary(word) };
    const writer = new SurveyWriter({ record, conversation, account, ...dictionaries }, settings);
    return new Survey(database, writer, [record, conversation, account, input, word]);
  }

  /** Sees every part of every record, in the order of reading. */
  watch(mapped: Mapped): void {
    this.writer.watch(mapped);
  }

  /** One more table beside the survey's own. */
  createTable(name: string, columns: readonly Column[]): Promise<TableWriter> {
    return this.database.createTable(name, columns);
  }

  /** Everything was seen: from now on the database can be asked. */
  filled(): Database {
    for (const table of this.tables) table.close();
    return this.database;
  }

  /** Everything was seen: asks what the report tells. A signal ends it; then it throws. */
  async ask(questions: Questions, signal: AbortSignal): Promise<Knowledge> {
    const database = this.filled();
    const interrupt = () => database.interrupt();
    signal.addEventListener('abort', interrupt);
    try {
      return await ask(database, this.writer.disorder, questions);
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  /** The file stays, for people's own questions. */
  close(): void {
    this.database.close();
  }
}

async function writeAbout(database: Database, about: Readonly<Record<string, string>>): Promise<void> {
  const table = await database.createTable('about', ABOUT);
  for (const [name, value] of Object.entries({ schema: String(SCHEMA_VERSION), ...about })) {
    table.texts('name')(table.row, name);
    table.texts('value')(table.row, value);
    table.endRow();
  }
  table.close();
}

import type { Files, Mapped } from '../types.js';
import { type Database, openDatabase } from './database.js';
import { Dictionary } from './dictionary.js';
import { ABOUT, ACCOUNT, CONVERSATION, INPUT, RECORD, SCHEMA_VERSION, VIEWS, WORD } from './schema.js';
import type { TableWriter } from './table-writer.js';
import { SurveyWriter, type WriterSettings } from './writer.js';

export const SURVEY_FILE = 'survey.duckdb';
const SPILL_FOLDER = 'survey.tmp';
/** Of the memory the process may take, DuckDB gets so much; the rest is for reading and mapping. */
const SHARE_OF_DATABASE = 0.6;

export interface SurveySettings extends WriterSettings {
  /** Where the file survey.duckdb is made; what is left of a former one is deleted. */
  readonly folder: string;
  /** What the whole process should stay below. */
  readonly memoryBytes: number;
  /** What the survey is of, for its table `about`. */
  readonly about: Readonly<Record<string, string>>;
}

/** A database of an export: filled while it is read, then asked. */
export class Survey {
  private constructor(
    readonly database: Database,
    private readonly writer: SurveyWriter,
    private readonly tables: readonly TableWriter[],
    private readonly folder: string,
  ) {}

  /** Throws FatalError('stopped', 'survey-failed'). */
  static async open(files: Files, settings: SurveySettings): Promise<Survey> {
    const { folder } = settings;
    await removeFormer(files, folder);
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
    return new Survey(database, writer, [record, conversation, account, input, word], folder);
  }

  /** Sees every part of every record, in the order of reading. */
  watch(mapped: Mapped): void {
    this.writer.watch(mapped);
  }

  /** Everything was seen: from now on the database can be asked. */
  finish(): void {
    for (const table of this.tables) table.close();
  }

  close(): void {
    this.database.close();
  }

  /** Closes it and deletes its files. */
  async remove(files: Files): Promise<void> {
    this.database.close();
    await removeFormer(files, this.folder);
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

/** A former survey, and what a killed one left behind. */
async function removeFormer(files: Files, folder: string): Promise<void> {
  for (const name of [SURVEY_FILE, `${SURVEY_FILE}.wal`]) {
    if (await files.stat(`${folder}/${name}`)) await files.unlink(`${folder}/${name}`);
  }
  const spilled = `${folder}/${SPILL_FOLDER}`;
  if (!(await files.stat(spilled))) return;
  for (const name of await files.list(spilled)) await files.unlink(`${spilled}/${name}`);
}

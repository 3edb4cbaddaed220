import { findZone } from '../../map/zone.js';
import { MAPPED, option, READING } from '../option.js';
import { delimiter, list, oneOf, quote, type Reader, text, WrongValue, wholeNumber } from '../values.js';

/** How an export is read, and which part of it. */

const zone: Reader<string> = (value) =>
  findZone(value) ? value : new WrongValue('an offset as +08:00, or an IANA name as Asia/Shanghai');

export const READING_OPTIONS = {
  format: option({
    read: oneOf('jsonl', 'csv', 'json'),
    value: 'NAME',
    help: 'when name and content do not tell: jsonl, csv, json',
    commands: READING,
  }),
  records: option({
    read: text,
    value: 'PATH',
    help: 'JSON: where the list of records is, as data.messages',
    commands: READING,
  }),
  encoding: option({
    read: oneOf('utf-8', 'utf-16le', 'utf-16be', 'gb18030'),
    value: 'NAME',
    help: 'utf-8, utf-16le, utf-16be, gb18030',
    commands: READING,
  }),
  delimiter: option({
    read: delimiter,
    value: 'CHAR|tab',
    help: 'CSV: what stands between fields; found out by default',
    commands: READING,
  }),
  quote: option({
    read: quote,
    value: 'CHAR|none',
    help: 'CSV: what stands round a field; none = fields are never quoted',
    commands: READING,
  }),
  escape: option({
    read: oneOf('doubled', 'backslash'),
    value: 'HOW',
    help: 'CSV: doubled or backslash, as dumps of MySQL and PostgreSQL have it',
    commands: READING,
  }),
  null: option({ read: text, value: 'TEXT', help: 'CSV: the text that stands for null', commands: READING }),
  columns: option({
    read: list,
    value: 'A,B,…',
    help: 'CSV: column names of a file without a header',
    commands: READING,
  }),
  zone: option({
    read: zone,
    value: 'ZONE',
    help: 'zone of wall-clock times that carry none, as +08:00',
    commands: [...READING, 'history'],
  }),
  limit: option({
    read: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    value: 'N',
    help: 'the first N records of the export; history: the newest N messages; emulator: requests per second, 0 = no limit',
    commands: [...MAPPED, 'emulator', 'history'],
  }),
  since: option({
    read: text,
    value: 'TIME',
    help: 'leave out what is older: a date, a time, or Unix ms',
    commands: [...MAPPED, 'history'],
  }),
  until: option({
    read: text,
    value: 'TIME',
    help: 'leave out what is as new or newer',
    commands: [...MAPPED, 'history'],
  }),
};

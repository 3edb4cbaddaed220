import type { Mapping, MappingFormat } from '../map/mapping.js';
import type { MapSettings } from '../map/plan.js';
import type { Preset } from '../map/preset.js';
import { readPresetOptions } from '../map/preset-options.js';
import type { Input, ReadOptions } from '../read/open.js';
import type { Files } from '../types.js';
import { formatLines, type Line, type MappingDraft, tableLines } from './draft-mapping.js';
import type { Question } from './guess.js';
import { type Opened, openedAs } from './opened.js';
import { guessPreset, type PresetGuess } from './preset-guess.js';
import { type Preview, previewOf } from './preview.js';
import { LOOK, readSample, type Sample } from './sample.js';
import { guessTable, type TableGuess } from './table-guess.js';
import { tableQuestions, ZONE } from './table-questions.js';

/** One look at an export: how it is read, whose it is, what its columns are, what would be sent, what is not known. */

export interface InspectRequest {
  readonly inputs: readonly Input[];
  /** What a person has said about how it is to be read. */
  readonly given: ReadOptions;
  readonly presets: readonly Preset[];
  /** No mapping at all, for records that need none. */
  readonly canonical: Mapping;
  readonly settings: MapSettings;
}

export interface Inspection {
  readonly opened: Opened;
  readonly sample: Sample;
  /** `rejects`: what an earlier run left. `unreadable`: no record could be read. */
  readonly kind: 'canonical' | 'preset' | 'table' | 'rejects' | 'unreadable';
  readonly preset?: PresetGuess;
  readonly table?: TableGuess;
  /** Absent where no mapping is needed, or none can be guessed. */
  readonly draft?: MappingDraft;
  readonly preview?: Preview;
  readonly questions: readonly Question[];
}

export async function inspect(request: InspectRequest, files: Files): Promise<Inspection> {
  const opened = await openedAs(request.inputs, request.given, request.presets, files);
  const sample = await readSample(request.inputs, opened.options, files, LOOK);
  const told = { opened, sample };
  const values = sample.records.filter(({ broken }) => !broken).map(({ value }) => value);
  if (opened.isRejects) return { ...told, kind: 'rejects', questions: [] };
  if (values.length === 0) return { ...told, kind: 'unreadable', questions: [unreadable(sample)] };
  const preset = guessPreset(request.presets, sample.records);
  if (preset) return presetInspection(request, told, preset, files);
  const plain = previewOf(request.canonical, request.settings, sample.records);
  if (isCanonical(plain, values)) return { ...told, kind: 'canonical', preview: plain, questions: zoneQuestion(plain) };
  return tableInspection(request, told, values, files);
}

function unreadable({ failure, records }: Sample): Question {
  const [first] = records;
  const why = failure ? `${failure.message} ${failure.hint}` : (first?.broken?.reason ?? 'it is empty');
  return { blocks: true, text: `How is it to be read? No record was found: ${why}` };
}

/** Their own names alone do not make records canonical: most of them must be messages as they are. */
function isCanonical({ wouldBeSent, skipped, rejected }: Preview, values: readonly unknown[]): boolean {
  const left = Object.values(skipped).reduce((total, count) => total + count, 0);
  const zoneless = rejected.find(({ code }) => code === 'time-without-zone')?.count ?? 0;
  return wouldBeSent + left + zoneless >= values.length * 0.9;
}

interface Told {
  readonly opened: Opened;
  readonly sample: Sample;
}

async function presetInspection(
  request: InspectRequest,
  told: Told,
  preset: PresetGuess,
  files: Files,
): Promise<Inspection> {
  const isOwnShape = told.opened.shapedBy === preset.value.name;
  const draft: MappingDraft = { preset: preset.value, format: isOwnShape ? [] : formatLines(told.opened), options: [] };
  const preview = await previewWith(request, told, draft, files);
  const rivals: Question[] =
    preset.rivals.length === 0
      ? []
      : [
          {
            blocks: true,
            text: `Is it ${preset.value.name}, or ${preset.rivals.join(', or ')}? Its records have the fields of each.`,
          },
        ];
  const questions = [...rivals, ...zoneQuestion(preview), ...nothingSent(preview)];
  return { ...told, kind: 'preset', preset, draft, preview, questions };
}

async function tableInspection(
  request: InspectRequest,
  told: Told,
  values: readonly unknown[],
  files: Files,
): Promise<Inspection> {
  const table = guessTable(values, request.settings.nowMs);
  const preset = request.presets.find(({ name }) => name === 'table')!;
  const { zone } = request.settings;
  const draft: MappingDraft = { preset, format: formatLines(told.opened), options: tableLines(table, zone) };
  const preview = await previewWith(request, told, draft, files);
  const questions = [...headerQuestion(told.opened), ...tableQuestions(table, zone)];
  const isOpen = questions.some(({ blocks }) => blocks);
  return {
    ...told,
    kind: 'table',
    table,
    draft,
    preview,
    questions: isOpen ? questions : [...questions, ...nothingSent(preview)],
  };
}

async function previewWith(
  { settings }: InspectRequest,
  { sample, opened }: Told,
  { preset, options }: MappingDraft,
  files: Files,
): Promise<Preview> {
  const sources = options.filter(isSet).map(({ name, value }) => ({ name, value: String(value), place: name }));
  const { settings: presetSettings } = await readPresetOptions(preset, sources, files);
  const mapping: Mapping = {
    digest: '',
    name: preset.name,
    format: opened.options as MappingFormat,
    ...(preset.order === undefined ? {} : { order: preset.order }),
    media: { policy: 'file' },
    source: { kind: 'preset', preset, settings: presetSettings, accounts: { ...preset.accounts } },
  };
  return previewOf(mapping, settings, sample.records);
}

function isSet(line: Line): boolean {
  return line.value !== undefined;
}

function zoneQuestion({ rejected }: Preview): Question[] {
  return rejected.some(({ code }) => code === 'time-without-zone') ? [{ ...ZONE, option: '--zone' }] : [];
}

/** A preset knows records by the names of their fields, which such a file does not have. */
function headerQuestion({ header, options }: Opened): Question[] {
  if (header?.value !== false || options.csv?.columns) return [];
  const text =
    'What are the columns called? The file has no header: if it comes from a known system, name them and inspect it again.';
  return [{ blocks: false, text, option: '--columns a,b,…' }];
}

function nothingSent({ wouldBeSent, rejected }: Preview): Question[] {
  if (wouldBeSent > 0) return [];
  const [first] = rejected;
  const detail = first ? { detail: `${first.count} were rejected: ${first.reason}. ${first.advice}` } : {};
  return [{ blocks: true, text: 'Why does no record become a message?', ...detail }];
}

import { comparable } from '../../condition.js';
import { type Draft, isDraft, type TranslatedOne } from '../../draft.js';
import { KIND_NAMES } from '../../elements.js';
import { message } from '../../kit/content.js';
import type { PresetSettings } from '../../preset.js';
import { describe, isProblem, type Problem, problem } from '../../problem.js';
import { isEmpty, type Place, placeNamed, plainName } from './columns.js';
import { type ContentRules, type Kind, readContent } from './content.js';
import { compileLayout, type Layout } from './layout.js';
import { compileLeftOut } from './left-out.js';
import { columnMissing } from './missing.js';
import { compilePeople, type People } from './people.js';
import { compileDictionary, wrongOption } from './rules.js';
import { TYPE_WORDS } from './words.js';

/** Compiles the options once; per row it is: does it stay, who to whom and when, which kind, what content, whose copy. */
export function compileTable({ options }: PresetSettings): (value: unknown) => TranslatedOne {
  checkOwner(options);
  const layoutOf = compileLayout(options);
  const leftOut = compileLeftOut(options);
  const readPeople = compilePeople(options);
  const kindOf = compileKindOf(options);
  const rules: ContentRules = {
    html: options.html === 'yes',
    json: options['body-json'] === 'yes',
    duration: options.duration,
  };
  const owner = placeOf(options.owner);
  const extras = { seq: placeOf(options.seq), customData: placeOf(options.ext) };
  const prefix = options['id-prefix'] ?? '';

  return (value) => {
    if (!isDraft(value)) return { problem: notRow(value) };
    const layout = layoutOf(value);
    const left = leftOut(value, layout);
    const people = readPeople(value, layout);
    const head = headOf(value, layout, people);
    if (left !== undefined) return isProblem(left) ? { problem: left, head } : { skip: left };
    const kind = kindOf(value, layout);
    if ('skip' in kind) return kind;
    const missing = isProblem(people) ? people : findMissing(value, layout);
    if (missing) return { problem: missing, head };
    if (isProblem(kind)) return { problem: kind, head };
    const contents = readContent(value, layout, kind, rules);
    if (isProblem(contents)) return { problem: contents, head };
    if (contents.length === 0) return { skip: 'empty' };
    return mailbox(value, message(head, contents));
  };

  function headOf(row: Draft, layout: Layout, people: People | Problem): Draft {
    const accounts = isProblem(people) ? {} : people;
    return {
      id: idOf(row, layout.id, prefix),
      ...accounts,
      time: layout.time?.read(row),
      ...(extras.seq ? { seq: extras.seq.read(row) } : {}),
      ...(extras.customData ? { customData: extras.customData.read(row) } : {}),
    };
  }

  /** Each side has a row: that of the sender is the message, the other a copy. */
  function mailbox(row: Draft, draft: Draft): TranslatedOne {
    if (!owner) return { drafts: [draft] };
    if (!owner.isIn(row)) return { problem: columnMissing('owner', owner.name, row), head: draft };
    // A copy without the id both share could never be told from a message of its own: it is rejected for that.
    if (comparable(owner.read(row)) === draft.from || isEmpty(draft.id)) return { drafts: [draft] };
    return { skip: 'mirror', control: { kind: 'mirror', target: draft.id, draft } };
  }
}

function placeOf(name: string | undefined): Place | undefined {
  return name === undefined ? undefined : placeNamed(name);
}

/** A row number would make the two copies two messages. */
function checkOwner(options: Readonly<Record<string, string>>): void {
  if (options.owner === undefined || options['mirror-id'] !== undefined) return;
  throw wrongOption(
    'owner',
    options.owner,
    'it together with mirror-id=COLUMN, the id that both rows of a message share',
  );
}

function idOf(row: Draft, places: readonly Place[], prefix: string): unknown {
  if (places.length === 0) return undefined;
  if (places.length === 1 && prefix === '') return places[0]!.read(row);
  const values = places.map((place) => place.read(row));
  return values.some((value) => isEmpty(value) || typeof value === 'object') ? undefined : prefix + values.join(':');
}

/** Named columns that the row does not have. */
function findMissing(row: Draft, { id, time }: Layout): Problem | undefined {
  const absent = id.find((place) => !place.isIn(row));
  if (absent) return columnMissing('id', absent.name, row);
  return time && !time.isIn(row) ? columnMissing('time', time.name, row) : undefined;
}

type KindOf = (row: Draft, layout: Layout) => Kind | { readonly skip: string } | Problem;

/** What `types` may say: the service's kinds, a custom element that tells the source's kind, or not at all. */
const TYPE_CHOICES: readonly string[] = [...KIND_NAMES, 'stand-in', 'skip'];

const PLAIN_TEXT: Kind = { type: 'text', word: 'text' };

function compileKindOf(options: Readonly<Record<string, string>>): KindOf {
  const dictionary = compileDictionary('types', options.types, TYPE_CHOICES);
  return (row, { type }) => {
    if (!type || (!type.isIn(row) && options.type === undefined)) return PLAIN_TEXT;
    if (!type.isIn(row)) return columnMissing('type', type.name, row);
    const value = type.read(row);
    const word = comparable(value);
    const meaning = dictionary.get(word) ?? usualMeaning(word) ?? dictionary.get('*');
    if (meaning === undefined) return unknownType(type, value);
    if (meaning === 'skip') return { skip: 'type' };
    return meaning.startsWith('skip:') ? { skip: meaning.slice('skip:'.length) } : { type: meaning, word };
  };
}

/** `image/png` is an image. */
function usualMeaning(word: string): string | undefined {
  return TYPE_WORDS.get(plainName(word.split('/')[0]!));
}

function unknownType({ name }: Place, value: unknown): Problem {
  return problem(
    'type-unknown',
    `the column ${name} is ${describe(value)}, a kind of message that is not known`,
    `Say what each value means: --option types=1:text,2:image,99:skip. Kinds: ${TYPE_CHOICES.join(', ')}; * = all others.`,
  );
}

function notRow(value: unknown): Problem {
  return problem(
    'not-a-row',
    `expected a row with named columns, got ${describe(value)}`,
    'Give a CSV file, or JSON objects, one for each message.',
  );
}

import { custom, face, location, text } from '../im/elements.js';
import type { CustomElement, Element, FaceElement, LocationElement, TextElement } from '../im/wire.js';
import { isWellFormed } from '../json.js';
import type { Draft } from './draft.js';
import { BROKEN_TEXT, FieldReader } from './fields.js';
import { buildFile, buildImage, buildSound, buildVideo } from './media.js';
import { describe, type Problem, problem } from './problem.js';

/** Elements of a message, one builder per canonical type. */

/** Builds an element; problems are left in the reader. `id` is the record's id, for media without a UUID. */
type Builder = (fields: FieldReader, id: string) => Element;

interface Kind {
  readonly build: Builder;
  /** The canonical fields the builder reads. */
  readonly fields: readonly string[];
}

const IMAGE =
  'url uuid size width height format largeUrl largeSize largeWidth largeHeight thumbUrl thumbSize thumbWidth thumbHeight';
const VIDEO = 'url uuid size seconds format thumbUrl thumbUuid thumbSize thumbWidth thumbHeight thumbFormat';

/** The canonical types, with the fields each may have. */
export const KINDS: Readonly<Record<string, Kind>> = {
  text: { build: buildText, fields: ['text'] },
  image: { build: buildImage, fields: IMAGE.split(' ') },
  sound: { build: buildSound, fields: ['url', 'uuid', 'size', 'seconds'] },
  video: { build: buildVideo, fields: VIDEO.split(' ') },
  file: { build: buildFile, fields: ['url', 'uuid', 'size', 'name'] },
  location: { build: buildLocation, fields: ['latitude', 'longitude', 'desc'] },
  face: { build: buildFace, fields: ['index', 'data'] },
  custom: { build: buildCustom, fields: ['data', 'desc', 'ext', 'sound'] },
};

/** Names of the canonical types. */
export const KIND_NAMES: readonly string[] = Object.keys(KINDS);

/** Builds the element a draft's `type` and fields describe; no type means text. */
export function buildElement(draft: Draft, id: string): Element | Problem {
  const type = draft.type;
  if (type === undefined || type === 'text' || type === '' || type === null) return buildPlainText(draft);
  const kind = typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined) {
    const reason = `expected one of ${KIND_NAMES.join(', ')} as type, got ${describe(type)}`;
    return problem('type-unknown', reason, 'Correct the record, or map its types with `type.values`.');
  }
  const fields = new FieldReader(draft, type as string);
  const element = kind.build(fields, id);
  return fields.problem ?? element;
}

/** Nearly every message: one text, read without a FieldReader. Empty texts are sent as they are. */
function buildPlainText(draft: Draft): TextElement | Problem {
  const content = draft.text;
  if (typeof content === 'string') return isWellFormed(content) ? text(content) : BROKEN_TEXT;
  const fields = new FieldReader(draft, 'text');
  const element = buildText(fields);
  return fields.problem ?? element;
}

function buildText(fields: FieldReader): TextElement {
  return text(fields.demandedText('text'));
}

function buildLocation(fields: FieldReader): LocationElement {
  return location({
    desc: fields.text('desc'),
    latitude: fields.demandedNumber('latitude', -90, 90),
    longitude: fields.demandedNumber('longitude', -180, 180),
  });
}

function buildFace(fields: FieldReader): FaceElement {
  const index = fields.integer('index', Number.MIN_SAFE_INTEGER) ?? fields.demandedNumber('index', -Infinity, Infinity);
  return face({ index, data: fields.textOrJson('data') });
}

function buildCustom(fields: FieldReader): CustomElement {
  return custom({
    data: fields.textOrJson('data') ?? fields.demandedText('data'),
    desc: fields.text('desc'),
    ext: fields.textOrJson('ext'),
    sound: fields.text('sound'),
  });
}

import { z } from 'zod';
import { MEDIA_POLICIES } from './adapt.js';
import { compileClockPattern, PATTERN_WORDS } from './clock-pattern.js';
import { type Expression, templatePaths } from './expression.js';
import { ORDER_RULES } from './identity.js';
import { parsePath } from './path.js';
import { checkNames } from './schema-names.js';
import { suggestion } from './suggestion.js';
import { findZone } from './zone.js';

/** What a mapping file may say: the door to zod. The messages here are what people read when a mapping is wrong. */

/** Every key the language knows, to name the nearest one when somebody mistypes. */
const known = new Set<string>();

function section<Shape extends z.ZodRawShape>(shape: Shape) {
  for (const name of Object.keys(shape)) known.add(name);
  return z.strictObject(shape);
}

const path = z.string().refine((text) => parsePath(text) !== undefined, 'expected a path like a.b[0].c or ["a.b"]');
const template = z
  .string()
  .refine(
    (text) => templatePaths(text).length > 0 && templatePaths(text).every((inner) => parsePath(inner) !== undefined),
    'expected a text with paths in braces, like "{room}-{number}"',
  );
const exactNumber = z
  .number()
  .refine(
    (value) => !Number.isInteger(value) || Number.isSafeInteger(value),
    'a number this long must stand in quotes',
  );
const scalar = z.union([z.string(), exactNumber, z.boolean(), z.null()], {
  error: 'expected a text, a number, true, false or null',
});

const EXPRESSION =
  'expected a path as text, or one of {path, default}, {value}, {json}, {parse, take}, {template}, {object}';
const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union(
    [
      path,
      section({ path, default: scalar.optional() }),
      section({ value: z.unknown().refine((value) => value !== undefined) }),
      section({ json: path }),
      section({ parse: path, take: expression }),
      section({ template }),
      section({ object: z.record(z.string(), expression) }),
    ],
    { error: EXPRESSION },
  ),
) as z.ZodType<Expression>;

const zone = z
  .string()
  .refine(
    (name) => findZone(name) !== undefined,
    'expected an offset like "+08:00" (in quotes) or a name like Asia/Shanghai',
  );
const clockPattern = z
  .string()
  .refine((text) => compileClockPattern(text) !== undefined, `expected a pattern of ${PATTERN_WORDS}, each once`);

const time = z.union(
  [
    path,
    section({
      path,
      unit: z.enum(['ms', 's', 'us', 'ns', 'text']).optional(),
      zone: zone.optional(),
      format: clockPattern.optional(),
    }),
  ],
  { error: 'expected a path, or {path, unit: ms | s | us | ns | text, zone, format}' },
);

const oneCharacter = z.string().length(1, 'expected one character');
export const formatSchema = section({
  type: z.enum(['jsonl', 'csv', 'json']).optional(),
  records: path.optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030']).optional(),
  delimiter: oneCharacter.optional(),
  quote: z.union([oneCharacter, z.literal('none')], { error: 'expected one character, or none' }).optional(),
  escape: z.enum(['doubled', 'backslash']).optional(),
  header: z.boolean().optional(),
  columns: z.array(z.string().min(1)).min(1).optional(),
  nullMarker: z.string().optional(),
});

const condition = section({
  path,
  equals: z.union([scalar, z.array(scalar).min(1)], { error: 'expected a value or a list of values' }).optional(),
  not: z.union([scalar, z.array(scalar).min(1)], { error: 'expected a value or a list of values' }).optional(),
  exists: z.boolean().optional(),
  otherwise: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected a word of small letters, digits and dashes')
    .optional(),
}).refine(
  (rule) => [rule.equals, rule.not, rule.exists].filter((test) => test !== undefined).length === 1,
  'expected exactly one of equals, not, exists',
);

const type = z.union(
  [path, section({ path, values: z.record(z.string(), z.string()).optional(), otherwise: z.string().optional() })],
  {
    error: 'expected a path, or {path, values: {source value: name in messages}, otherwise: a name, reject or skip}',
  },
);

const accounts = section({
  strip: z.string().min(1).optional(),
  removeDashes: z.boolean().optional(),
  lowerCase: z.boolean().optional(),
  table: z.string().min(1).optional(),
  otherwise: z.enum(['keep', 'reject']).optional(),
  hash: z.enum(['long', 'all']).optional(),
  prefix: z.string().min(1).optional(),
  characters: z.enum(['safe', 'ascii', 'any']).optional(),
});

/** `type` is the name of a canonical type, every other key a canonical field and where its value comes from. */
const element = z.record(z.string(), expression);
const messages = z.record(
  z.string(),
  z.union([element, z.array(element).min(1)], { error: 'expected the fields of an element, or a list of elements' }),
);

export const orderSchema = z.enum(ORDER_RULES as ['seq', 'time', 'id', 'position']);

const media = z.enum(MEDIA_POLICIES as ['link', 'placeholder', 'file']);
/** For people: JSON has no comments. */
const note = z.union([z.string(), z.array(z.string())], { error: 'expected a text or a list of texts' });

const base = section({
  version: z.literal(1),
  name: z.string().optional(),
  note: note.optional(),
  format: formatSchema.optional(),
  only: z.array(condition).optional(),
  id: expression,
  from: expression,
  to: expression,
  time,
  seq: expression.optional(),
  order: orderSchema.optional(),
  type: type.optional(),
  accounts: accounts.optional(),
  messages,
  customData: expression.optional(),
  media: media.optional(),
  mediaTable: z.string().min(1).optional(),
});

/** A mapping file that names a preset and says what is different. */
export const presetFileSchema = section({
  version: z.literal(1),
  preset: z.string().min(1),
  name: z.string().optional(),
  note: note.optional(),
  format: formatSchema.optional(),
  options: z.record(z.string(), scalar).optional(),
  order: orderSchema.optional(),
  accounts: accounts.optional(),
  media: media.optional(),
  mediaTable: z.string().min(1).optional(),
});

export type PresetFileSpec = z.infer<typeof presetFileSchema>;

/** A declarative mapping as its file says it. */
export type MappingSpec = z.infer<typeof base>;
export type ConditionSpec = z.infer<typeof condition>;
export type ElementSpec = z.infer<typeof element>;

/** A declarative mapping: its shape, and that what it names exists. */
export const mappingSchema = base.superRefine((spec, context) => {
  checkNames(spec, (path, message) => context.addIssue({ code: 'custom', path, message }));
});

/** One thing that is wrong: where, and what was expected. */
export interface SchemaIssue {
  readonly path: readonly (string | number)[];
  /** The unknown key under `path`, when that is what is wrong. */
  readonly key?: string;
  readonly message: string;
}

/** Checks a parsed file against a schema; answers the value or the issues, in the order they stand in the file. */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown): { value: T } | { issues: SchemaIssue[] } {
  const result = schema.safeParse(value, { reportInput: true });
  return result.success ? { value: result.data } : { issues: result.error.issues.flatMap(explain) };
}

function explain(issue: z.core.$ZodIssue): SchemaIssue[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path, key, message: `unknown key "${key}"${suggestion(key, [...known])}` }));
  }
  if (issue.code === 'custom') return [{ path, message: issue.message }];
  if (issue.code === 'invalid_union') {
    return [{ path, message: issue.input === undefined ? `${issue.message}; it is missing` : issue.message }];
  }
  return [{ path, message: `${issue.message.replace(/^Invalid (input|option): /, '')}${came(issue.input)}` }];
}

function came(input: unknown): string {
  if (input === undefined) return '; it is missing';
  return typeof input === 'object' ? '' : `, got ${JSON.stringify(input)}`;
}

import type { Line, MappingDraft } from './draft-mapping.js';
import type { Question } from './guess.js';

/** The mapping file: what is guessed as settings, how sure that is as comments, what is not known as lines to fill in. */

const FILL_IN = '# FILL IN';

export interface MappingFacts {
  /** Of the export. */
  readonly name: string;
  /** What was looked at, in words. */
  readonly looked: string;
  readonly questions: readonly Question[];
}

export function mappingText({ preset, format, options }: MappingDraft, facts: MappingFacts): string {
  const open = facts.questions.filter(({ blocks }) => blocks);
  const others = facts.questions.filter(({ blocks }) => !blocks);
  const lines = [
    `# How ${facts.name} becomes messages, guessed by tim-migrate inspect: ${facts.looked}.`,
    '# Behind each line stands how sure it is: high, likely, unsure. Look at each before you import.',
    ...(open.length > 0 ? ['#', `# NOT KNOWN YET (see the lines with FILL IN, and those that are unsure):`] : []),
    ...open.map(({ text }) => `#   - ${text}`),
    ...(others.length > 0 ? ['#', '# Please look at these, too:'] : []),
    ...others.map(({ text }) => `#   - ${text}`),
    '',
    'version: 1',
    `preset: ${preset.name} # ${preset.title}`,
    ...section('format', format),
    ...(options.length > 0 ? section('options', options) : optionsOf(preset)),
  ];
  return `${lines.map(oneLine).join('\n')}\n`;
}

function section(name: string, lines: readonly Line[]): string[] {
  if (lines.length === 0) return [];
  // Without a setting in it, a section would be nothing, which is no section.
  const isEmpty = lines.every(({ value }) => value === undefined);
  return ['', isEmpty ? `# ${name}:` : `${name}:`, ...lines.map(settingLine)];
}

/** What could be said of the source, for whoever needs it. */
function optionsOf({ name, options = {} }: MappingDraft['preset']): string[] {
  const rows = Object.entries(options).map(([option, { value, help }]) => `#   ${option}: ${value} # ${help}`);
  return rows.length > 0 ? ['', `# options: # see docs/presets/${name}.md`, ...rows] : [];
}

function settingLine({ name, value, sure, why }: Line): string {
  if (value === undefined) return `  ${FILL_IN} ${name}: ${why}`;
  // JSON is YAML, and says the same in both.
  return `  ${name}: ${JSON.stringify(value)} # ${sure}: ${why}`;
}

/** Names of columns and values are the export's: none may end a comment. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\u0085\u2028\u2029]+/g, ' ');
}

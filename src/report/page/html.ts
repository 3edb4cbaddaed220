/**
 * HTML that cannot be broken by what is put into it: a text is escaped where it stands, and only what `html` itself
 * made is taken as it is.
 */
export interface Html {
  readonly html: string;
}

export type Part = string | Html | readonly Part[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((text, index) => text + (index < parts.length ? markup(parts[index]!) : '')).join('') };
}

export const NOTHING: Html = { html: '' };

/** A text from outside, such as a file's name: its writing direction stays its own. */
export function foreign(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

function markup(part: Part): string {
  if (typeof part === 'string') return escapeText(part);
  return 'html' in part ? part.html : part.map(markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

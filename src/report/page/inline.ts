import { createHash } from 'node:crypto';
import type { Html } from './html.js';

/**
 * Scripts and styles inside the page. Its policy allows these by their digests and nothing else: no other script, no
 * style attribute, no picture, no address.
 */
export interface Inline {
  readonly element: Html;
  /** As the policy names it: `'sha256-…'`. */
  readonly source: string;
}

export function inlineScript(text: string): Inline {
  return inline('script', text);
}

export function inlineStyle(text: string): Inline {
  return inline('style', text);
}

/** Data for a script. It is not run, so no digest is needed; nothing in it can end the element. */
export function dataElement(id: string, value: unknown): Html {
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeCharacter);
  return { html: `<script type="application/json" id="${id}">${json}</script>` };
}

export function policy(scripts: readonly Inline[], styles: readonly Inline[]): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(({ source }) => source).join(' ')}`,
    `style-src ${styles.map(({ source }) => source).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The browser takes the digest of what it read: line ends are line feeds there, and the text must not end its element. */
function inline(tag: 'script' | 'style', text: string): Inline {
  const safe = text.replace(/\r\n?/g, '\n').replace(/<(?=\/(?:script|style)|!--)/gi, '\\x3C');
  const source = `'sha256-${createHash('sha256').update(safe).digest('base64')}'`;
  return { element: { html: `<${tag}>${safe}</${tag}>` }, source };
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

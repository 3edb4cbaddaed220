/*
 * Texts of other people on a terminal. A terminal obeys what it is sent: an escape sequence in a message could clear the
 * screen, rename the window or forge lines, and marks that turn the direction of writing make a text look like another.
 * Such characters are shown by their numbers.
 */

/** Controls but the line feed and the tab; separators that break lines; marks that turn the direction of writing. */
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]/g;
const LINE_ENDS = /\r\n?/g;

/** A text that may have several lines, without anything a terminal would obey. */
export function shownText(text: string): string {
  return text.replace(LINE_ENDS, '\n').replace(HARMFUL, numberOf);
}

/** The same on one line: for accounts, names and addresses. */
export function shownWord(text: string): string {
  return shownText(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

function numberOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Texts as a web page had them. */

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const LAST_CODE_POINT = 0x10ffff;

/** Entities become what they stand for, once: `&amp;lt;` is the text `&lt;`. Unknown ones and tags stay as they are. */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()]!;
    const point = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
    const isHalf = point >= 0xd800 && point <= 0xdfff;
    return point > LAST_CODE_POINT || point === 0 || isHalf ? whole : String.fromCodePoint(point);
  });
}

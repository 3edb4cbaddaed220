/** Codes the old client wrote for emoji. */
const FACES: Readonly<Record<string, string>> = { '[smile]': '🙂', '[微笑]': '🙂', '[heart]': '❤️' };

/** Puts emoji in the place of codes; unknown codes stay. */
export function replaceCodes(text: string): string {
  return text.replace(/\[[^[\]]{1,10}\]/g, (code) => FACES[code] ?? code);
}

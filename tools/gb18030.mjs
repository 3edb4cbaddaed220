/** Encodes text as GB18030, two-byte range only; Node decodes it but does not encode it. */

const decoder = new TextDecoder('gb18030');
const codes = new Map();
for (let lead = 0x81; lead <= 0xfe; lead += 1) {
  for (let trail = 0x40; trail <= 0xfe; trail += 1) {
    if (trail === 0x7f) continue;
    const character = decoder.decode(Uint8Array.of(lead, trail));
    if (character.length === 1 && character !== '\ufffd' && !codes.has(character)) codes.set(character, [lead, trail]);
  }
}

export function encodeGb18030(text) {
  const bytes = [];
  for (const character of text) {
    const code = character.codePointAt(0);
    const pair = code < 0x80 ? [code] : codes.get(character);
    if (!pair) throw new Error(`not in the two-byte range of GB18030: ${character}`);
    bytes.push(...pair);
  }
  return Uint8Array.from(bytes);
}

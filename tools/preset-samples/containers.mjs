import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** Containers for samples, the same bytes at every call. */

/** JSON Lines. */
export function jsonLines(records) {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** One gzip member; several glued together are one file, as `cat *.gz` makes it. */
export function gzipMember(text) {
  const bytes = gzipSync(text, { level: 9 });
  // The byte that names the operating system.
  bytes[9] = 255;
  return bytes;
}

/** CSV with every cell quoted. */
export function csvRows(header, rows) {
  const line = (cells) => `${cells.map((cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`).join(',')}\r\n`;
  return header.join(',').concat('\r\n') + rows.map(line).join('');
}

/** 1980-01-01, the first day a zip archive knows. */
const ZIP_DATE = 0x0021;

/** A zip archive of texts by name, deflated. */
export function zipArchive(files) {
  const locals = [];
  const centrals = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const nameBytes = Buffer.from(name);
    const plain = Buffer.from(text);
    const packed = deflateRawSync(plain, { level: 9 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(ZIP_DATE, 8);
    fields.writeUInt32LE(crc32(plain), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(plain.length, 18);
    fields.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), fields, nameBytes, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), fields, rest, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('504b0506', 0, 'hex');
  end.writeUInt16LE(locals.length, 8);
  end.writeUInt16LE(locals.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

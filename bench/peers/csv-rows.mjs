import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

/** Bare csv-parse: a stream of objects, as its documentation reads one. */

const parser = createReadStream(process.argv[2]).pipe(parse({ columns: true }));
let lines = 0;
let characters = 0;

parser.on('readable', () => {
  for (let row = parser.read(); row !== null; row = parser.read()) {
    lines += 1;
    characters += row.from.length;
  }
});
parser.on('error', (error) => {
  throw error;
});
parser.on('end', () => console.log(JSON.stringify({ lines, characters })));

import type { ContainerShape } from '../types.js';
import type { ByteSource } from './bytes.js';
import { type Captured, Captures } from './captures.js';
import type { JsonLayout } from './json.js';
import { JsonWalk } from './json-walk.js';
import { AROUND_BYTES, FRAME_BYTES } from './limits.js';
import { listPath } from './list-path.js';
import { arrayNotFound, noArray } from './no-array.js';
import { recordText } from './record-text.js';

/** One array: the root, or at a path of member names. */
export function arrayAt(path: readonly string[], name: string): JsonLayout {
  return {
    walk: new JsonWalk([path]),
    follows: path.length === 0 ? 'nothing' : 'anything',
    notFound: (missing, arrays) => arrayNotFound(name, path, missing, arrays),
  };
}

/** All lists of a document that its source has records in. `around` is filled before the first record is read. */
export function listsIn(shape: ContainerShape, name: string, around: Captured | undefined): JsonLayout {
  const { paths = [], within = [] } = shape;
  return {
    walk: new JsonWalk(paths.map(listPath), within, new Captures(recordText('value', shape), FRAME_BYTES)),
    follows: 'lists',
    ...(within.length > 0 || around ? { around: around ?? new Map() } : {}),
    isSingle: around !== undefined,
    notFound: (_, arrays) => {
      throw noArray(name, arrays, paths);
    },
  };
}

/** Whether records are framed by what may stand behind them. */
export function asksAround({ around = [] }: ContainerShape): boolean {
  return around.length > 0;
}

/** Walks over the document that begins at byte `from` of a text and takes down the members of its root the shape asks for. */
export async function collectAround(
  text: ByteSource,
  from: number,
  shape: ContainerShape,
  around: Captured,
  stopped: () => boolean,
): Promise<void> {
  const walk = new JsonWalk([], shape.around, new Captures(recordText('value', shape), AROUND_BYTES));
  let before = from;
  for (let chunk = await text.next(); chunk !== undefined && !stopped(); chunk = await text.next()) {
    const skipped = Math.min(before, chunk.length);
    before -= skipped;
    if (walk.scan(chunk.subarray(skipped), 0).walked !== 'more') break;
  }
  for (const [name, value] of walk.rootFrame()) around.set(name, value);
}

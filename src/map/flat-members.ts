import type { FlatShape } from '../types.js';
import { type FlatBody, flatBodies } from './flat-body.js';

/** Where the fields of a canonical message stand among the members of an object; -1 = nowhere. */
export interface FlatMembers {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly time: number;
  readonly seq: number;
  readonly type: number;
  readonly customData: number;
  /** Bodies it may have, by what stands in `type`. */
  readonly bodies: ReadonlyMap<string, FlatBody>;
}

const NEEDED = ['id', 'from', 'to', 'time'];
/** A record with one of these says more than one element. */
const MORE = ['body', 'elements'];
/** So many shapes are known at a time; exports have a few. */
const MOST_SHAPES = 1_000;

/** Finds the members of shapes, each shape once; undefined for shapes that no message of one element has. */
export function memberFinder(): (shape: FlatShape) => FlatMembers | undefined {
  const known = new Map<FlatShape, FlatMembers | undefined>();
  let lastShape: FlatShape | undefined;
  let last: FlatMembers | undefined;
  return (shape) => {
    if (shape === lastShape) return last;
    if (!known.has(shape)) {
      if (known.size >= MOST_SHAPES) known.clear();
      known.set(shape, findMembers(shape));
    }
    lastShape = shape;
    last = known.get(shape);
    return last;
  };
}

function findMembers({ names }: FlatShape): FlatMembers | undefined {
  if (NEEDED.some((name) => !names.includes(name)) || MORE.some((name) => names.includes(name))) return undefined;
  const bodies = flatBodies({ names });
  if (bodies.size === 0) return undefined;
  const find = (name: string): number => names.indexOf(name);
  return {
    id: find('id'),
    from: find('from'),
    to: find('to'),
    time: find('time'),
    seq: find('seq'),
    type: find('type'),
    customData: find('customData'),
    bodies,
  };
}

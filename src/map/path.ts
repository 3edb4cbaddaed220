/** Paths into a record, such as `a.b[0].c` or `row["name.with.dots"]`, compiled once to a function. */

/** Reads a value out of a record; undefined when there is nothing at the path. */
export type Accessor = (record: unknown) => unknown;

const STEP = /\.?([^.[\]"']+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** The steps of a path, names and list indices; undefined when the text is no path. */
export function parsePath(path: string): (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const beginsWithDot = path.charCodeAt(STEP.lastIndex) === 46;
    const found = STEP.exec(path);
    if (!found || (found[1] !== undefined && beginsWithDot !== steps.length > 0)) return undefined;
    if (found[1] !== undefined) steps.push(found[1]);
    else if (found[2] !== undefined) steps.push(Number(found[2]));
    else steps.push(found[3]!.replace(/\\(.)/g, '$1'));
  }
  return steps.length > 0 ? steps : undefined;
}

/**
 * Compiles a path. Own members only: a record cannot reach into prototypes. Throws when the path is malformed; schemas
 * check it before.
 */
export function compilePath(path: string): Accessor {
  const steps = parsePath(path);
  if (!steps) throw new Error(`malformed path: ${path}`);
  const [first] = steps;
  if (steps.length === 1) return (record) => member(record, first!);
  return (record) => {
    let value = record;
    for (const step of steps) value = member(value, step);
    return value;
  };
}

function member(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string | number, unknown>)[step];
}

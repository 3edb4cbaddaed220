/** Lists of objects in the beginning of a JSON document: where its records may be. */

const MOST_LEVELS = 8;
const MOST_LISTS = 20;

/** A name with its colon, a text, a bracket. */
const TOKENS = /"(?:[^"\\]|\\.)*"\s*:?|\[\s*\{|[[\]{}]/g;

/** Paths of arrays whose first element is an object, in their order; arrays inside of elements are not looked into. */
export function listsOfObjects(text: string): readonly string[] {
  const found: string[] = [];
  /** Names on the way to where the scan is; null = inside of a list of objects. */
  const trail: (string | undefined | null)[] = [];
  let name: string | undefined;
  for (const [token] of text.matchAll(TOKENS)) {
    if (found.length >= MOST_LISTS || trail.length > MOST_LEVELS * 2) break;
    if (token.startsWith('"')) name = token.endsWith(':') ? token.slice(1, token.lastIndexOf('"')) : name;
    else if (token === ']' || token === '}') trail.pop();
    else {
      const isList = token !== '{' && token !== '[';
      if (isList && !trail.includes(null)) found.push([...trail, name].filter((step) => step !== undefined).join('.'));
      trail.push(isList ? null : name);
      if (isList) trail.push(null);
      name = undefined;
    }
  }
  return found.filter((path) => /^[^[\]"'\\]+$/.test(path));
}

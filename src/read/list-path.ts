/** Any element of an array, as a step on the way to a list. */
export const EACH = Symbol('each');

/** One step on the way to a list: to a member of this name, or to every element. */
export type Step = string | typeof EACH;

/** The way from the root to the lists of records; without a step, the root itself is the list. */
export type ListPath = readonly Step[];

/** Reads `chats.list[].messages`: behind a name, `[]` means every element of that array. */
export function listPath(text: string): ListPath {
  return text.split('.').flatMap((part) => {
    const [name] = /^.*?(?=(\[\])*$)/s.exec(part)!;
    return [name, ...Array<Step>((part.length - name.length) / 2).fill(EACH)];
  });
}

/** What is left of the ways that take this step. */
export function behind(ways: readonly ListPath[], step: Step): readonly ListPath[] {
  return ways.filter((way) => way[0] === step).map((way) => way.slice(1));
}

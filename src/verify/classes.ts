/** What can be wrong between an export and what the service holds, by name, as data. */

export interface FindingClass {
  readonly name: string;
  /** It makes the command end with exit code 1; `strict`: only with --strict. */
  readonly wrong: 'yes' | 'no' | 'strict';
  /** For people, behind a number. */
  readonly words: string;
}

export const CLASSES = [
  { name: 'missing', wrong: 'yes', words: 'in the export, but not in the service' },
  { name: 'different', wrong: 'yes', words: 'there with another sender, content or customData' },
  { name: 'wrong-order', wrong: 'yes', words: 'not at their place among the others' },
  { name: 'recalled', wrong: 'yes', words: 'recalled' },
  { name: 'doubled', wrong: 'yes', words: 'there more than once under one key' },
  {
    name: 'shared-key',
    wrong: 'yes',
    words: 'under the key of another message, which the service keeps in their place',
  },
  { name: 'unrepairable', wrong: 'yes', words: 'still missing or different after the repair' },
  { name: 'expired', wrong: 'no', words: 'past the storage period, and gone' },
  { name: 'foreign', wrong: 'strict', words: 'in the service, but not in the export' },
  { name: 'repaired', wrong: 'no', words: 'mended' },
] as const satisfies readonly FindingClass[];

/** An expected message is as it should be, or one of these; the other classes are told beside. */
export const OF_EXPECTED: readonly ClassName[] = ['missing', 'different', 'recalled', 'expired'];

/** Whether something was found that should not be. */
export function isWrong(counts: Readonly<Partial<Record<ClassName, number>>>, isStrict: boolean): boolean {
  return CLASSES.some(
    ({ name, wrong }) => (counts[name] ?? 0) > 0 && (wrong === 'yes' || (wrong === 'strict' && isStrict)),
  );
}

export type ClassName = (typeof CLASSES)[number]['name'];

/** A line of findings.jsonl and of the file of its class. */
export interface Finding {
  readonly class: ClassName;
  readonly from: string;
  readonly to: string;
  /** MsgKey. */
  readonly key: string;
  /** MsgTimeStamp. */
  readonly time: number;
  /** Where the message stands in the export; a foreign one stands nowhere. */
  readonly input?: string;
  readonly record?: number;
  readonly part?: number;
  readonly line?: number;
  /** Of a different one: what differs. */
  readonly differs?: readonly ('sender' | 'body' | 'customData')[];
  /** Of a shared key: the message that the service keeps. Of a foreign one: the key of a message that says the same. */
  readonly other?: string;
  /** The account whose view of the conversation this is, where both are read. */
  readonly view?: string;
}

export function fileOf(name: ClassName): string {
  return `${name}.jsonl`;
}

/** A question that has to hold something of every message is asked in passes, each about so many messages. */
const MESSAGES_A_PASS = 2_000_000;

/** Conditions that divide the messages, by a number of 64 bits, so that each part can be looked at on its own. */
export function passesOf(messages: number, hash: string): string[] {
  const passes = Math.max(1, Math.ceil(messages / MESSAGES_A_PASS));
  return Array.from({ length: passes }, (_, pass) => `${hash} % ${passes} = ${pass}`);
}

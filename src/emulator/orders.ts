/** How history sorts. Always by MsgTimeStamp; the setting decides inside one second. */

interface Placed {
  readonly seconds: number;
  readonly seq: number;
  readonly arrival: number;
}

export const ORDERS = {
  /** As documented: the higher MsgSeq is later. */
  key: (one: Placed, other: Placed) =>
    one.seconds - other.seconds || one.seq - other.seq || one.arrival - other.arrival,
  /** A service that ignores MsgSeq. */
  arrival: (one: Placed, other: Placed) => one.seconds - other.seconds || one.arrival - other.arrival,
  /** A service that has it the wrong way round. */
  'reverse-in-second': (one: Placed, other: Placed) =>
    one.seconds - other.seconds || other.seq - one.seq || other.arrival - one.arrival,
} as const;

export type HistoryOrder = keyof typeof ORDERS;

export const ORDER_NAMES = Object.keys(ORDERS) as readonly HistoryOrder[];

export function isHistoryOrder(name: unknown): name is HistoryOrder {
  return (ORDER_NAMES as readonly unknown[]).includes(name);
}

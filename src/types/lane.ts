/** A conversation's queue, of which one item at a time is out. */
export interface Lane<Item> {
  /** The item that is out or comes next. */
  head(): Item;
  /** Tries of the head that count against it. */
  tries: number;
  /** Failures of the head, counted or not: what its backoff grows with. */
  failures: number;
  /** How many answers the run had seen at the head's last try. */
  answersSeen: number;
  /** A try of the head may have been carried out without an answer that says so. */
  inDoubt: boolean;
}

/** Port: in which order items go out. Items of a lane one after another, lanes beside each other. */
export interface LaneQueue<Item> {
  /** Items that are not done, the ones out included, and their bytes. */
  readonly waiting: number;
  readonly bytes: number;
  push(lane: string, item: Item): void;
  /** A lane whose head may be sent now; nobody else gets it until `done` or `retry`. */
  take(): Lane<Item> | undefined;
  /** The head is settled. */
  done(lane: Lane<Item>): void;
  /** The head is to be sent again. */
  retry(lane: Lane<Item>): void;
  /** How many items the longest lane holds. */
  longest(): number;
}

import { plainFlatText } from '../flat-object.js';
import type { ImportMsg } from '../im/wire.js';
import { noPrints } from '../prints.js';
import type { At, FlatObject, Message, Person, RawRecord } from '../types.js';
import type { FlatMembers } from './flat-members.js';
import { laneOf } from './lane.js';

/*
 * The message of a record that was not parsed. There is one of a mapper, for one record after another: most messages of a
 * dry run live for a moment, and making one takes as long as judging it. Its texts are made when somebody asks.
 */
export class FlatMessage implements Message<ImportMsg> {
  readonly kind = 'message';
  type = '';
  timeUs = 0;
  bytes = 0;
  orderedBy: Message['orderedBy'] = 'none';
  readonly key = { seq: 0, random: 0, seconds: 0 };
  readonly prints = noPrints();
  private record: RawRecord | undefined;
  private flat: FlatObject | undefined;
  private members: FlatMembers | undefined;

  /** `parse` gives the payload of a record that was parsed. */
  constructor(private readonly parse: (record: RawRecord) => ImportMsg) {}

  /** The record whose message it is from now on. */
  take(record: RawRecord, flat: FlatObject, members: FlatMembers, type: string): void {
    this.type = type;
    this.record = record;
    this.flat = flat;
    this.members = members;
  }

  get source(): RawRecord {
    return this.record!;
  }

  get at(): At {
    return this.record!.at;
  }

  get id(): string {
    return this.text(this.members!.id);
  }

  get from(): Person {
    return this.person(this.members!.from);
  }

  get to(): Person {
    return this.person(this.members!.to);
  }

  get lane(): string {
    return laneOf(this.text(this.members!.from), this.text(this.members!.to));
  }

  get payload(): ImportMsg {
    return this.parse(this.record!);
  }

  private person(member: number): Person {
    const name = this.text(member);
    return { name, original: name };
  }

  private text(member: number): string {
    return plainFlatText(this.flat!, member)!;
  }
}

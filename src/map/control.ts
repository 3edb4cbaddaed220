import type { ImportMsg } from '../im/wire.js';
import type { At, Control, RawRecord, Reject, Skip } from '../types.js';
import type { ControlDraft } from './draft.js';
import { readId } from './identity.js';
import { laneOf } from './lane.js';
import { skipOf } from './outcome.js';
import { mapPart } from './part.js';
import type { Plan } from './plan.js';
import { isProblem } from './problem.js';

/**
 * A record that is left out, with what it says about another one. What that one record would need to be sent in its
 * place is checked here like any message; when it could not be sent, that is what is told of it.
 */
export function mapSkip(
  plan: Plan,
  record: RawRecord,
  at: At,
  reason: string,
  control: ControlDraft | undefined,
): Skip<ImportMsg> | Reject {
  if (!control) return skipOf(record, at, reason);
  const target = readId(control.target);
  if (typeof target !== 'string') return skipOf(record, at, reason);
  const lane = laneFrom(plan, control);
  const named: Control<ImportMsg> = { kind: control.kind, target, ...(lane === undefined ? {} : { lane }) };
  if (!control.draft) return { ...skipOf(record, at, reason), control: named };
  const mapped = mapPart(plan, record, at, control.draft, 0);
  if (mapped.kind !== 'message') return mapped;
  return { ...skipOf(record, at, reason), control: { ...named, lane: mapped.lane, message: mapped } };
}

function laneFrom(plan: Plan, { from, to }: ControlDraft): string | undefined {
  if (from === undefined || to === undefined) return undefined;
  const one = plan.readAccount(from, 'from');
  const other = plan.readAccount(to, 'to');
  return isProblem(one) || isProblem(other) ? undefined : laneOf(one.name, other.name);
}

import { PooledDelivery } from '../deliver/deliver.js';
import type { Parcel, Refusal } from '../deliver/delivery.js';
import { Lanes } from '../plan/lanes.js';
import type { LifePorts, LifeSettings } from '../request.js';
import type { Message } from '../types.js';

/**
 * One message without a state folder, brought to the sink with the patience of a run. Answers why the service refused it,
 * `interrupted`, or `delivered`. Throws FatalError when it cannot go on.
 */
export async function deliverOne(
  message: Message,
  { connect, patienceMs }: LifeSettings,
  { clock, random, interrupt }: Pick<LifePorts, 'clock' | 'random' | 'interrupt'>,
): Promise<Refusal | 'delivered' | 'interrupted'> {
  const { sink, gate, close } = await connect();
  let outcome: Refusal | 'delivered' | 'interrupted' = 'interrupted';
  const settle = {
    delivered: () => {
      outcome = 'delivered';
    },
    rejected: (_: Parcel, refusal: Refusal) => {
      outcome = refusal;
    },
    retried: () => undefined,
  };
  const lanes = new Lanes<Parcel>((item) => item.message.bytes);
  const delivery = new PooledDelivery({ lanes, sink, gate, clock, random, settle, patienceMs, concurrency: 1 });
  const stop = () => delivery.stop();
  interrupt.addEventListener('abort', stop, { once: true });
  try {
    if (interrupt.aborted) stop();
    delivery.offer({ message });
    await delivery.drain();
    return outcome;
  } finally {
    interrupt.removeEventListener('abort', stop);
    gate.close();
    await sink.close();
    await close();
  }
}

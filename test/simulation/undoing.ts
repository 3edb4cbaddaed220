import { recallSink } from '../../src/im/recall-sink.js';
import { undo } from '../../src/undo.js';
import { STATE } from './process.js';
import type { Command } from './scenario.js';

export const UNDO_STATE = `${STATE}/undo`;

/** Takes back what the run in the state folder sent. */
export const undoing: Command = async (request, how, ports) => {
  const connect = async () => {
    const connection = await how.connect();
    return { ...connection, sink: recallSink(connection.client, 0) };
  };
  const { identity, takeOver, acceptMapping } = how;
  const settings = { stateFolder: STATE, identity, scope: {}, act: { ...how, connect }, takeOver, acceptMapping };
  return (await undo({ ...request, folder: UNDO_STATE }, settings, ports)).ending;
};

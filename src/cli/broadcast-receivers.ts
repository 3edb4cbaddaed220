import { join } from 'node:path';
import { FatalError } from '../errors.js';
import { plural } from '../report/words.js';
import type { RunPorts } from '../request.js';
import { accountsOf } from '../survey/questions/receivers.js';
import { NO_CONTENT, surveyed } from '../surveyed.js';
import type { Context } from './context.js';
import { memoryBytesOf } from './memory.js';
import { prepareRequest } from './prepare-request.js';
import { readReceivers } from './receivers-file.js';
import type { Screen } from './screen.js';
import { stateFolderOf } from './state-folder.js';

/** Who shall get a broadcast: those of a file, or everybody in an export. */
export interface ReceiverSource {
  /** The state folder the command line asks for. */
  readonly stateFolder: string;
  /** Names of inputs, for the report. */
  readonly inputs: readonly string[];
  /** Of an export everybody but the sender. Undefined = interrupted. */
  find(sender: string, screen: Screen, ports: RunPorts): Promise<readonly string[] | undefined>;
}

/** Throws FatalError `usage`. */
export async function receiverSource(context: Context): Promise<ReceiverSource> {
  const { operands, settings, files } = context;
  const { receivers: path, state } = settings;
  if ((path === undefined) === (operands.length === 0)) {
    const what = path === undefined ? 'Nobody is named who shall get it.' : '--receivers and an export are both given.';
    throw new FatalError('usage', 'one-list', what, 'Name an export, or a file with --receivers.');
  }
  if (path === undefined) return exportSource(context);
  if (state === undefined) {
    throw new FatalError(
      'usage',
      'state-missing',
      'With --receivers there is no export to name a state folder after.',
      'Say --state DIR: it keeps who got the message, so that nobody gets it twice.',
    );
  }
  const { accounts, duplicates } = await readReceivers(files, path);
  return {
    stateFolder: stateFolderOf({ state }, []),
    inputs: [path],
    find: async (_sender, screen) => {
      if (duplicates > 0) screen.note(`Note: ${plural(duplicates, 'line')} of ${path} name somebody again.`, 'yellow');
      return accounts;
    },
  };
}

async function exportSource(context: Context): Promise<ReceiverSource> {
  const { settings, operands } = context;
  const { request, warnings, identity } = await prepareRequest(context, 'broadcast/survey');
  const find: ReceiverSource['find'] = async (sender, screen, ports) => {
    for (const warning of warnings) screen.note(`Note: ${warning}`, 'yellow');
    const onStart: RunPorts['onStart'] = async ({ snapshot, notes }) => {
      for (const note of notes) screen.note(`Note: ${note}`, 'yellow');
      screen.show(snapshot, () => undefined);
    };
    const memoryBytes = memoryBytesOf(settings);
    const { database, ending, counts } = await surveyed(
      request,
      { memoryBytes, contentOf: NO_CONTENT, identity },
      { ...ports, onStart },
    );
    screen.stop();
    if (!database) {
      if (ending?.error) throw ending.error;
      return undefined;
    }
    try {
      if (counts.rejected > 0) {
        const where = join(request.folder, 'rejects.jsonl');
        screen.note(`Note: ${plural(counts.rejected, 'record')} of the export are no messages: ${where}`, 'yellow');
      }
      return (await accountsOf(database)).filter((account) => account !== sender);
    } finally {
      database.close();
    }
  };
  return { stateFolder: stateFolderOf(settings, operands), inputs: request.inputs.map(({ name }) => name), find };
}

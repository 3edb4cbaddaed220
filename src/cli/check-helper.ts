import { parentPort, workerData } from 'node:worker_threads';
import { Helper } from '../spread/helper.js';
import type { HelperPlan, ToHelper } from '../spread/messages.js';
import { nodeFiles } from '../system/node-files.js';

/** A thread that helps a check with --jobs. */

const port = parentPort!;
const helper = new Helper(workerData as HelperPlan, nodeFiles, (message, batch) => {
  port.postMessage(message, batch ? [batch.records.buffer as ArrayBuffer, batch.rows.buffer as ArrayBuffer] : []);
});
port.on('message', (message: ToHelper) => helper.take(message));

import { Worker } from 'node:worker_threads';
import type { StartThread } from '../spread/messages.js';

/** Threads that run a file of this program, which is given the plan as its data. */
export function nodeThreads(file: URL): StartThread {
  return (plan, onMessage, onLost) => {
    const worker = new Worker(file, { workerData: plan });
    let isClosing = false;
    worker.on('message', onMessage);
    worker.on('error', onLost);
    worker.on('exit', (code) => {
      if (!isClosing) onLost(new Error(`exit code ${code}`));
    });
    return {
      post: (message) => worker.postMessage(message),
      async close() {
        isClosing = true;
        await worker.terminate();
      },
    };
  };
}

import { type CheckJobs, check } from '../check.js';
import { asFatal, type FatalError } from '../errors.js';
import type { Knowledge } from '../knowledge.js';
import type { Ending } from '../outcome.js';
import { LeftOutCounter } from '../report/left-out.js';
import type { RunPorts, RunRequest } from '../request.js';
import type { Mapped } from '../types.js';
import type { Learner } from './check-learner.js';
import type { Screen } from './screen.js';

export interface Look {
  readonly request: RunRequest;
  readonly screen: Screen;
  readonly ports: RunPorts;
  /** Opened when the journey starts. */
  readonly learner: Learner;
  readonly jobs?: CheckJobs;
}

export interface Seen {
  readonly ending: Ending;
  readonly leftOut: LeftOutCounter;
  /** Missing when the survey was not asked, or could not answer. */
  readonly knowledge: Knowledge | undefined;
}

/** From so many messages on, asking takes long enough to be told. */
const TOLD_FROM_MESSAGES = 500_000;

/** Goes through the export, and learns what can be learned of it. Throws FatalError. */
export async function look({ request, screen, ports, learner, jobs }: Look): Promise<Seen> {
  const leftOut = new LeftOutCounter(request.inputs.map((input) => input.name));
  const { interrupt: signal } = ports;
  let knowledge: Knowledge | undefined;
  let failure: FatalError | undefined;
  const watch = (mapped: Mapped) => {
    if (mapped.kind !== 'message') leftOut.watch(mapped);
    learner.watch(mapped);
  };
  const atEnd = async ({ snapshot }: Ending) => {
    // Whoever interrupts does not want to wait for answers.
    if (signal.aborted) return learner.close();
    if (snapshot.counts.delivered >= TOLD_FROM_MESSAGES) screen.note('All records are read; comparing them.');
    try {
      knowledge = await learner.learn(signal);
    } catch (error) {
      failure = asFatal(error);
    } finally {
      learner.close();
    }
  };
  const ending = await check(request, { watch, looksInside: learner.looksInside, atEnd }, ports, jobs);
  return { ending: afterLearning(ending, signal.aborted, failure), leftOut, knowledge };
}

/** The first thing that went wrong is what the check ended with. */
function afterLearning(ending: Ending, interrupted: boolean, failure: FatalError | undefined): Ending {
  if (!failure || ending.state !== 'finished') return ending;
  return interrupted ? { ...ending, state: 'interrupted' } : { ...ending, state: 'stopped', error: failure };
}

import { contentText } from '../im/content.js';
import type { ImportMsg } from '../im/wire.js';
import type { Knowledge } from '../knowledge.js';
import { Findings, type FindingsSettings } from '../report/findings.js';
import type { Questions } from '../survey/ask.js';
import { ACCOUNTS_FILE } from '../survey/former.js';
import type { Mapped, Message } from '../types.js';

/** How a check learns of an export what the report tells: with a survey, or in memory alone. */
export interface Learner {
  /** See Audience. */
  readonly looksInside: boolean;
  /** Called when the folder is the check's own, before the first record. */
  open(): Promise<void>;
  watch(mapped: Mapped): void;
  /** Called when all was seen. Throws FatalError('stopped', 'survey-failed'), also when `signal` ends it. */
  learn(signal: AbortSignal): Promise<Knowledge>;
  close(): void;
}

export function boundedLearner(settings: FindingsSettings): Learner {
  const findings = new Findings(settings);
  return {
    looksInside: false,
    open: async () => undefined,
    watch: (mapped) => findings.watch(mapped),
    learn: async () => findings.knowledge(),
    close: () => undefined,
  };
}

export interface SurveyLearnerSettings extends Omit<Questions, 'accountsFile'> {
  readonly folder: string;
  readonly inputNames: readonly string[];
  readonly memoryBytes: number;
  readonly about: Readonly<Record<string, string>>;
}

export function surveyLearner(settings: SurveyLearnerSettings): Learner {
  let survey: import('../survey/survey.js').Survey | undefined;
  return {
    looksInside: true,
    async open() {
      // Loaded when it is wanted: a check without it shall not pay for the database.
      const { Survey } = await import('../survey/survey.js');
      survey = await Survey.open({ ...settings, contentOf });
    },
    watch: (mapped) => survey!.watch(mapped),
    learn: (signal) => survey!.ask({ ...settings, accountsFile: `${settings.folder}/${ACCOUNTS_FILE}` }, signal),
    close: () => survey?.close(),
  };
}

/** What messages are compared by. */
export function contentOf({ payload }: Message): { body: string; custom: string } {
  return contentOfStored(payload as ImportMsg);
}

/** The same of a message as the service takes or gives it. */
export function contentOfStored({ MsgBody, CloudCustomData }: Pick<ImportMsg, 'MsgBody' | 'CloudCustomData'>): {
  body: string;
  custom: string;
} {
  return { body: contentText(MsgBody), custom: CloudCustomData ?? '' };
}

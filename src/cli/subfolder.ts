import { createHash } from 'node:crypto';

/** The folder of a command below the state folder; a part of the work has one of its own beside that of the whole. */
export function subfolder(command: string, part: object): string {
  if (Object.keys(part).length === 0) return command;
  const digest = createHash('sha256').update(JSON.stringify(part)).digest('hex').slice(0, 8);
  return `${command}/${digest}`;
}

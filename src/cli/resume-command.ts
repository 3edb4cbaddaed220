/** The command that goes on, as one would type it: secrets are never on it. */
export function resumeCommand(commandLine: readonly string[], exports: readonly string[]): string {
  const command = ['tim-migrate', ...commandLine].map(quoted).join(' ');
  return exports.includes('-') ? `${command}   (with the same standard input)` : command;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

import { styleText } from 'node:util';
import type { FatalError } from '../errors.js';
import { progressLine } from '../report/progress-line.js';
import type { Snapshot } from '../types.js';
import type { Settings } from './options.js';
import { shownText, shownWord } from './shown-text.js';

/**
 * What a person sees on standard error: on a terminal one progress line that is written over, elsewhere plain lines now
 * and then. Results go to standard output, so that they can be piped.
 */

const LINE_EVERY_MS = 250;
const PLAIN_EVERY_MS = 15_000;

export interface ScreenSettings {
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** A progress line, if there is a terminal. */
  readonly progress: boolean;
  /** Results as JSON: nothing but that goes to standard output. */
  readonly json: boolean;
}

/** The screen a command's settings ask for. */
export function openScreen({ quiet, verbose, progress, json }: Settings): Screen {
  return new Screen({
    quiet: quiet ?? false,
    verbose: verbose ?? false,
    progress: progress ?? true,
    json: json ?? false,
  });
}

/** An error as a person needs it: what happened, and what to do. */
export function showError(screen: Screen, { message, hint }: FatalError): void {
  screen.error(`Error: ${message}`);
  screen.error(`  → ${hint}`);
}

type Colour = 'red' | 'yellow' | 'green' | 'dim';

export class Screen {
  private readonly interactive: boolean;
  private timer: NodeJS.Timeout | undefined;
  private linesShown = 0;
  private lastToldMs = Number.NEGATIVE_INFINITY;
  private lastActivity = '';

  constructor(private readonly settings: ScreenSettings) {
    this.interactive =
      process.stderr.isTTY === true && settings.progress && !settings.quiet && process.env.TERM !== 'dumb';
  }

  /** Shows the run until `stop`. */
  show(snapshot: () => Snapshot, onTick: (snapshot: Snapshot) => void): void {
    // Each journey's time begins anew.
    this.lastToldMs = Number.NEGATIVE_INFINITY;
    this.lastActivity = '';
    if (this.interactive) this.timer = setInterval(() => this.draw(snapshot(), onTick), LINE_EVERY_MS);
    else this.timer = setInterval(() => this.tell(snapshot(), onTick), 1_000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.wipe();
  }

  /** A line about what happens; not for `--quiet`. */
  note(text: string, colour?: Colour): void {
    if (!this.settings.quiet) this.print(text, colour);
  }

  detail(text: string): void {
    if (this.settings.verbose) this.note(text, 'dim');
  }

  error(text: string): void {
    this.print(text, 'red');
  }

  /** What a person is asked, even with `--quiet`; the answer comes on the same line. */
  question(text: string): void {
    this.wipe();
    process.stderr.write(shownText(text));
  }

  /** A result; with `--json` only `json` writes there. */
  result(text: string): void {
    this.wipe();
    if (!this.settings.json && !this.settings.quiet) process.stdout.write(`${text}\n`);
  }

  json(value: unknown): void {
    if (this.settings.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  private print(text: string, colour?: Colour): void {
    this.wipe();
    // The service's own words may be among it.
    const shown = shownText(text);
    process.stderr.write(`${colour ? coloured(shown, colour) : shown}\n`);
  }

  /** One line, and a second one that names the cause while something is out of the ordinary. */
  private draw(snapshot: Snapshot, onTick: (snapshot: Snapshot) => void): void {
    onTick(snapshot);
    const width = (process.stderr.columns ?? 80) - 1;
    const lines = [cut(progressLine(snapshot), width)];
    if (snapshot.cause !== undefined) lines.push(coloured(cut(`  ${shownWord(snapshot.cause)}`, width), 'yellow'));
    this.wipe();
    process.stderr.write(lines.join('\n'));
    this.linesShown = lines.length;
  }

  /** Plain lines: regularly, and at once when what the run does changes. */
  private tell(snapshot: Snapshot, onTick: (snapshot: Snapshot) => void): void {
    onTick(snapshot);
    if (this.settings.quiet) return;
    const due = snapshot.elapsedMs - this.lastToldMs >= PLAIN_EVERY_MS;
    if (!due && snapshot.activity === this.lastActivity) return;
    this.lastToldMs = snapshot.elapsedMs;
    this.lastActivity = snapshot.activity;
    const cause = snapshot.cause === undefined ? '' : ` · ${shownWord(snapshot.cause)}`;
    process.stderr.write(`${progressLine(snapshot)}${cause}\n`);
  }

  private wipe(): void {
    if (this.linesShown > 0) process.stderr.write(`\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(this.linesShown - 1)}`);
    this.linesShown = 0;
  }
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

/** Colour only on a terminal, and not when NO_COLOR is set to anything. */
function coloured(text: string, colour: Colour): string {
  const wanted = process.stderr.isTTY === true && (process.env.NO_COLOR ?? '') === '';
  return wanted ? styleText(colour, text, { validateStream: false }) : text;
}

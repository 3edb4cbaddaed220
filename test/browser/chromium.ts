import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The system's Chromium, driven by playwright-core; this file is its door. */

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export interface Opened {
  readonly page: Page;
  /** Addresses asked for beside the file itself. */
  readonly requests: readonly string[];
  /** Errors and warnings of the console, exceptions, dialogs and breaches of the page's policy. */
  readonly complaints: readonly string[];
}

export type Opening = Pick<
  BrowserContextOptions,
  'colorScheme' | 'deviceScaleFactor' | 'javaScriptEnabled' | 'timezoneId' | 'viewport'
>;

/** A browser, and a folder for the files it opens. */
export class Chromium {
  private constructor(
    private readonly browser: Browser,
    private readonly folder: string,
  ) {}

  static async launch(): Promise<Chromium> {
    // Without a sandbox, since a container's root gets none.
    const browser = await chromium.launch({ executablePath: executable(), args: ['--no-sandbox'] });
    return new Chromium(browser, await mkdtemp(join(tmpdir(), 'tim-migrate-page-')));
  }

  /** Writes the text to a file and opens that. */
  async open(text: string, opening: Opening = {}): Promise<Opened> {
    const context = await this.browser.newContext({ viewport: { width: 1_200, height: 900 }, ...opening });
    const page = await context.newPage();
    const file = join(this.folder, 'report.html');
    await writeFile(file, text);
    const address = pathToFileURL(file).href;
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (request.url() !== address) requests.push(request.url());
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.addInitScript(
      `addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective))`,
    );
    await page.goto(address);
    return { page, requests, complaints };
  }

  /** Closes what `open` opened. */
  async closePages(): Promise<void> {
    for (const context of this.browser.contexts()) await context.close();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await rm(this.folder, { recursive: true });
  }
}

function executable(): string {
  const { CHROMIUM } = process.env;
  const found = (CHROMIUM === undefined ? PLACES : [CHROMIUM]).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const looked = CHROMIUM ?? PLACES.join(', ');
  throw new Error(
    `No Chromium at ${looked}. Install one (Debian: apt-get install chromium), or set CHROMIUM to its path.`,
  );
}

import { startEmulator } from '../emulator/server.js';
import { FatalError } from '../errors.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { listenForInterrupt } from './interrupt.js';
import { emulatorSettings, readSecretKey } from './service.js';

/** The embedded stand-in as a server, until it is told to stop. Answers the exit code. */
export async function emulatorCommand({ settings, environment, files }: Context): Promise<number> {
  const secretKey = await readSecretKey(environment, files);
  const { port, data, limit, identifier, 'sdk-app-id': sdkAppId } = settings;
  if (secretKey === undefined) {
    throw new FatalError(
      'usage',
      'settings-missing',
      'The emulator needs a signing key to check signatures with.',
      'Set TIM_SECRET_KEY to any text, for the emulator and for the run that sends to it.',
    );
  }
  const emulator = await startEmulator({
    port: port ?? 0,
    sdkAppId: sdkAppId ?? 1_400_000_000,
    identifier: identifier ?? 'administrator',
    secretKey,
    limitPerSecond: limit ?? 200,
    ...emulatorSettings(settings),
    ...(data === undefined ? {} : { dataFolder: data }),
  });
  process.stdout.write(
    `${JSON.stringify({ url: emulator.url, sdkAppId: emulator.sdkAppId, identifier: emulator.identifier })}\n`,
  );
  await new Promise<void>((resolve) => {
    listenForInterrupt(() => resolve());
  });
  await emulator.close();
  return EXIT.ok;
}

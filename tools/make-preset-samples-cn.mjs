import { mkdirSync, writeFileSync } from 'node:fs';
import { files as easemob } from './preset-samples/easemob.mjs';
import { files as jmessage } from './preset-samples/jmessage.mjs';
import { files as rongcloud } from './preset-samples/rongcloud.mjs';
import { files as yunxin } from './preset-samples/yunxin.mjs';

/**
 * Writes the samples of the presets easemob, rongcloud, yunxin and jmessage: invented people, the same bytes at every call.
 *   node tools/make-preset-samples-cn.mjs
 */
for (const [name, content] of Object.entries({ ...easemob, ...jmessage, ...rongcloud, ...yunxin })) {
  const file = new URL(`../samples/presets/${name}`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, content);
}

import { describe, expect, it } from 'vitest';
import { pageAssets } from '../../../src/cli/page-assets.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import { MemoryFiles } from '../../helpers/memory-files.js';

describe('the plotting library for the page', () => {
  it('comes whole, with its licence', async () => {
    const { script, style } = await pageAssets(nodeFiles);
    expect(script).toMatch(/Permission is hereby granted[\s\S]*\*\/\n[\s\S]*var uPlot=/);
    expect(style).toContain('.uplot');
  });

  it('is missed with the name of what is not there', async () => {
    await expect(pageAssets(new MemoryFiles())).rejects.toMatchObject({
      code: 'not-installed',
      message: expect.stringContaining('uplot/'),
    });
  });
});

import { describe, expect, test } from 'vitest';
import { Transcript } from './transcript.ts';

describe('Transcript', () => {
  test('a wait gets the text up to its match, the next one what comes after', async () => {
    const transcript = new Transcript();
    const first = transcript.waitFor('two', 1000);
    transcript.append('one tw');
    transcript.append('o three 42 four');
    expect(await first).toBe('one two');
    expect(await transcript.waitFor(/\d+/g, 1000)).toBe(' three 42');
    expect(await transcript.waitFor('four', 1000)).toBe(' four');
  });

  test('a wait that ends in vain quotes what was seen last', async () => {
    const transcript = new Transcript();
    transcript.append('\x1b[31mlogin:\x1b[0m ');
    await expect(transcript.waitFor('# ', 1)).rejects.toMatchObject({
      name: 'TimedOut',
      message: expect.stringContaining('login:'),
    });
  });

  test('a wait behind one that ends in vain gets what had come meanwhile', async () => {
    const transcript = new Transcript();
    const vain = transcript.waitFor('absent', 1);
    const behind = transcript.waitFor('present', 1000);
    transcript.append('present');
    await expect(vain).rejects.toMatchObject({ name: 'TimedOut' });
    expect(await behind).toBe('present');
  });

  test('a match far into a flood is found', async () => {
    const transcript = new Transcript();
    const found = transcript.waitFor(/^last$/m, 1000);
    for (let line = 0; line < 20_000; line++) transcript.append(`${line}\n`);
    transcript.append('last\n');
    expect(await found).toMatch(/^19999\nlast$/m);
  });
});

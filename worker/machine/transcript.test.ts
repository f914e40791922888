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
});

import { expect, test } from 'vitest';
import { IMAGES } from '#images/catalog';
import { type Draft, newDraft, readDraft, refuseDraft } from './draft.ts';

const [image] = IMAGES;
if (image === undefined) throw new Error('The catalogue is empty.');
const draft = newDraft(image, 'tiny', null);
const withPart = (part: Partial<Draft>): Draft => ({ ...draft, ...part });

test('the untouched form can be started', async () => {
  expect(refuseDraft(draft)).toEqual({});
  expect(await readDraft(draft, [])).toMatchObject({
    image: image.id,
    name: 'tiny',
    memoryMiB: image.defaultMemoryMiB,
    network: 'virtio',
    disk: null,
    cd: null,
  });
});

test('the last choices are offered again unless the image cannot have them', () => {
  expect(newDraft(image, 'a', { memoryMiB: 256, network: 'ne2k' })).toMatchObject({
    memory: '256',
    network: 'ne2k',
  });
  expect(newDraft(image, 'a', { memoryMiB: 4, network: 'none' }).memory).toBe(
    String(image.defaultMemoryMiB),
  );
});

test('each field is refused by itself', () => {
  expect(refuseDraft(withPart({ memory: '15' })).memory).toContain('at least');
  expect(refuseDraft(withPart({ memory: '' })).memory).toContain('whole number');
  expect(refuseDraft(withPart({ memory: '2000' })).memory).toContain('at most 1024');
  expect(refuseDraft(withPart({ disk: 'blank', diskSize: '0' })).disk).toContain('1 to 1024');
  expect(refuseDraft(withPart({ disk: 'file' })).disk).toBe('Choose a file.');
  expect(refuseDraft(withPart({ cd: 'file', cdFile: new File([], 'a.iso') })).cd).toBe(
    'a.iso is empty.',
  );
  const whole = new File([new Uint8Array(1024)], 'a.img');
  const cut = new File([new Uint8Array(1000)], 'a.img');
  expect(refuseDraft(withPart({ disk: 'file', diskFile: whole }))).toEqual({});
  expect(refuseDraft(withPart({ disk: 'file', diskFile: cut })).disk).toContain('sectors of 512');
  expect(refuseDraft(withPart({ cd: 'file', cdFile: whole })).cd).toContain('sectors of 2048');
});

test('files are read whole', async () => {
  const cdFile = new File(['CD001'], 'a.iso');
  const config = await readDraft(withPart({ cd: 'file', cdFile }), []);
  expect(config.cd?.name).toBe('a.iso');
  expect(new TextDecoder().decode(config.cd?.bytes)).toBe('CD001');
});

test('a file that was chosen and unchosen again stays out', async () => {
  const config = await readDraft(
    withPart({ disk: 'none', diskFile: new File(['x'], 'd.img') }),
    [],
  );
  expect(config.disk).toBeNull();
});

test('a machine without a name gets the next that is free', async () => {
  expect((await readDraft(withPart({ name: ' ' }), ['tiny'])).name).toBe('tiny 2');
});

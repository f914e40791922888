import type { FrozenFacts } from '#protocol/frozen-machine';
import { MAXIMUM_MEDIA_MIB, MAXIMUM_MEMORY_MIB, MAXIMUM_PICTURE_LINE } from '#protocol/limits';
import { MAXIMUM, MAXIMUM_PAGES, MAXIMUM_TIME_MS } from './limits.ts';
import { amount, digest, id, list, oneOf, record, text, whole } from './shapes.ts';

const WORD = 0xffff_ffff;
const MEDIA_BYTES = MAXIMUM_MEDIA_MIB * 2 ** 20;

/** Checks all of a snapshot's facts; throws `Wrong`. What it does not know stays in them. */
export function checkFacts(value: unknown): FrozenFacts {
  const facts = record(value, 'facts');
  checkMachine(record(facts['machine'], 'machine'));
  id(facts['lineage'], 'lineage');
  const image = record(facts['image'], 'image');
  text(image['id'], "the image's id");
  const files = record(image['files'], "the image's files");
  list(Object.keys(files), "the list of the image's files", MAXIMUM.imageFiles);
  for (const [path, sha256] of Object.entries(files)) {
    text(path, "a path of the image's files");
    digest(sha256, `the digest of ${path}`);
  }
  if (image['boot'] !== undefined) checkBoot(record(image['boot'], 'boot'));
  const emulator = record(facts['emulator'], 'emulator');
  text(emulator['version'], "the emulator's version");
  digest(emulator['sha256'], "the emulator's digest");
  whole(emulator['stateVersion'], "the emulator's state version", 0, WORD);
  whole(emulator['sliceInstructions'], "the emulator's slice length", 1, WORD);
  whole(emulator['exactVersion'], "the exact layer's version", 0, WORD);
  const ram = record(facts['ram'], 'ram');
  whole(ram['firstPage'], 'first page of RAM', 0, MAXIMUM_PAGES.memory);
  whole(ram['pageCount'], 'pages of RAM', 0, MAXIMUM_PAGES.memory);
  whole(facts['createdAt'], 'time of creation', 0, MAXIMUM_TIME_MS);
  amount(facts['guestTimeNs'], 'guest time', MAXIMUM_TIME_MS * 1e6);
  whole(facts['instructions'], 'instructions', 0, Number.MAX_SAFE_INTEGER);
  const picture = record(facts['picture'], 'picture');
  whole(picture['columns'], "the picture's columns", 1, 1000);
  whole(picture['rows'], "the picture's rows", 1, 1000);
  for (const line of list(picture['lines'], "the picture's lines", 1000)) {
    text(line, "a line of the picture's", MAXIMUM_PICTURE_LINE);
  }
  // Safe: every member was checked above.
  return facts as unknown as FrozenFacts;
}

function checkBoot(boot: Record<string, unknown>): void {
  for (const file of ['bios', 'vgaBios', 'kernel']) text(boot[file], `the path of the ${file}`);
  text(boot['commandLine'], "the kernel's command line", 2047);
}

function checkMachine(machine: Record<string, unknown>): void {
  text(machine['image'], "the machine's image");
  text(machine['name'], "the machine's name");
  whole(machine['memoryMiB'], "the machine's memory", 1, MAXIMUM_MEMORY_MIB);
  whole(machine['seed'], "the machine's seed", 0, WORD);
  oneOf(machine['network'], "the machine's network", ['none', 'ne2k', 'virtio']);
  if (machine['disk'] !== null) {
    const disk = record(machine['disk'], 'disk');
    if (oneOf(disk['kind'], "the disk's kind", ['blank', 'file']) === 'blank') {
      whole(disk['sizeMiB'], "the disk's size", 1, MAXIMUM_MEDIA_MIB);
    } else {
      text(disk['name'], "the disk's name");
      whole(disk['bytes'], "the disk's size", 0, MEDIA_BYTES);
    }
  }
  if (machine['cd'] !== null) {
    const cd = record(machine['cd'], 'cd');
    text(cd['name'], "the CD's name");
    whole(cd['bytes'], "the CD's size", 0, MEDIA_BYTES);
  }
}

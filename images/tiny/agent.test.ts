import { beforeAll, describe, expect, test } from 'vitest';
import type { NetworkCard } from '#protocol/machine';
import { DrivenGuest, type FrozenGuest } from '../../worker/node/driven-guest.ts';

/** A guest at its prompt, its agent listening: each test thaws a copy of it. */
let atPrompt: FrozenGuest;
let hello: string;

beforeAll(async () => {
  const guest = await DrivenGuest.boot();
  hello = guest.takeAgentText();
  atPrompt = guest.freeze();
});

const copy = () => DrivenGuest.thaw(atPrompt);

test('says hello once, in version 2', () => {
  expect(hello).toBe('hello 2\n');
});

describe('clock', () => {
  const UPTIME = 'cut -d" " -f1 /proc/uptime';

  test('sets the date, and the monotonic clock goes on', async () => {
    const guest = await copy();
    const before = Number.parseFloat(await guest.run(UPTIME));
    expect(await guest.ask('clock 1900000000 0')).toBe('ok clock 1900000000 0');
    expect(await guest.run('date +%s')).toMatch(/^1900000000\n/);
    const after = Number.parseFloat(await guest.run(UPTIME));
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after - before).toBeLessThan(2);
  });

  test('to the nanosecond', async () => {
    const guest = await copy();
    expect(await guest.ask('clock 1900000000 999999999')).toBe('ok clock 1900000000 999999999');
    expect(await guest.run('date +%s')).toMatch(/^1900000001\n/);
  });

  test.each([1000, 5_000_000_000])('may be %d seconds after 1970', async (seconds) => {
    const guest = await copy();
    expect(await guest.ask(`clock ${seconds} 0`)).toBe(`ok clock ${seconds} 0`);
    expect(await guest.run('date +%s')).toMatch(new RegExp(`^${seconds}\n`));
  });
});

describe('entropy', () => {
  const RANDOM = 'head -c 16 /dev/urandom | xxd -p; cat /proc/sys/kernel/random/uuid';

  const randomAfter = async (request: string | null) => {
    const guest = await copy();
    if (request !== null) expect(await guest.ask(request)).toBe('ok entropy');
    return guest.run(RANDOM);
  };

  test('makes two copies of one machine read other random numbers at once', async () => {
    const untold = await randomAfter(null);
    expect(untold).toMatch(/^[0-9a-f]{32}\n[0-9a-f-]{36}\n/);
    expect(await randomAfter(null)).toBe(untold);
    const [one, same, other] = [
      await randomAfter(`entropy ${'5a'.repeat(48)}`),
      await randomAfter(`entropy ${'5a'.repeat(48)}`),
      await randomAfter(`entropy ${'5a'.repeat(47)}5b`),
    ];
    expect(same).toBe(one);
    const words = [untold, one, other].flatMap((output) => output.split('\n').slice(0, 2));
    expect(new Set(words).size).toBe(6);
  });

  test('of a single byte is enough', async () => {
    expect(await randomAfter('entropy 01')).not.toBe(await randomAfter('entropy 02'));
  });
});

describe('hostname', () => {
  test('is the machine’s name, and in the next prompt', async () => {
    const guest = await copy();
    expect(await guest.run('hostname')).toMatch(/^tiny\n.*root@tiny/);
    expect(await guest.ask('hostname tiny-copy-2')).toBe('ok hostname tiny-copy-2');
    expect(await guest.run('hostname')).toMatch(/^tiny-copy-2\n.*root@tiny-copy-2/);
  });

  test('may have 63 characters', async () => {
    const guest = await copy();
    const name = 'a'.repeat(63);
    expect(await guest.ask(`hostname ${name}`)).toBe(`ok hostname ${name}`);
    expect(await guest.run('hostname')).toMatch(new RegExp(`^${name}\n`));
  });
});

describe('mac', () => {
  const MAC = '02:00:5e:10:00:fe';

  const guestWith = async (network: NetworkCard, command: string) => {
    const guest = network === 'virtio' ? await copy() : await DrivenGuest.boot({ network });
    await guest.run(command);
    return guest;
  };

  test.each([
    ['virtio', 'down', 'eth0'],
    ['virtio', 'up', 'eth0'],
    ['virtio', 'up', 'lan0'],
    ['ne2k', 'down', 'eth0'],
    ['ne2k', 'up', 'eth0'],
  ] as const)('sets the address of %s, %s, as %s', async (network, state, name) => {
    const guest = await guestWith(
      network,
      `ip link set eth0 name ${name}; ip link set ${name} ${state}`,
    );
    const flags = await guest.run(`cat /sys/class/net/${name}/flags`);
    expect(await guest.ask(`mac ${MAC}`)).toBe(`ok mac ${MAC}`);
    expect(await guest.run(`cat /sys/class/net/${name}/address`)).toMatch(new RegExp(`^${MAC}\n`));
    expect(await guest.run(`cat /sys/class/net/${name}/flags`)).toBe(flags);
  });

  test('leaves a bridge alone', async () => {
    const guest = await guestWith('virtio', 'ip netns add far; ip link set eth0 netns far');
    await guest.run('ip link add br0 type bridge');
    const before = await guest.run('cat /sys/class/net/br0/address');
    expect(await guest.ask(`mac ${MAC}`)).toBe('error there is no Ethernet card');
    expect(await guest.run('cat /sys/class/net/br0/address')).toBe(before);
  });

  test('of a group is refused, and the card stays up as it was', async () => {
    const guest = await guestWith('ne2k', 'ip link set eth0 up');
    const before = await guest.run('cat /sys/class/net/eth0/address /sys/class/net/eth0/flags');
    expect(await guest.ask('mac 03:00:5e:10:00:fe')).toMatch(/^error the Ethernet card took no/);
    expect(await guest.run('cat /sys/class/net/eth0/address /sys/class/net/eth0/flags')).toBe(
      before,
    );
  });

  test('without a card is an error', async () => {
    const guest = await guestWith('none', 'true');
    expect(await guest.ask(`mac ${MAC}`)).toBe('error there is no Ethernet card');
  });
});

describe('a wrong request', () => {
  const WRONG = {
    clock: ['', ' ', '1', '1 ', '1  2', ' 1 2', '-1 0', '1 -1', '1 1000000000', '1 2 ', '1 2 3'],
    'clock out of range': ['0 0', '9223372036854775808 0', `${'9'.repeat(90)} 0`, '99999999999 0'],
    'clock not decimal': ['0x10 0', '01 0', '1 00', '1.5 0', 'a b'],
    entropy: ['', ' ', '0', 'zz', '0g', '012', '01 02', '01 ', 'AB', '00'.repeat(49)],
    hostname: ['', ' ', 'A', 'a.b', 'a_b', 'a b', 'grün', 'a'.repeat(64), 'a'.repeat(110)],
    mac: [
      '',
      '02',
      '02:00:5e:10:00',
      '02:00:5e:10:00:fe:',
      '02:00:5e:10:00:fe:01',
      '2:0:5e:10:0:1',
    ],
    'mac not hexadecimal': ['02:00:5e:10:00:zz', '02-00-5e-10-00-fe', '02:00:5E:10:00:FE'],
    size: ['', '80', '80 0', '0 24', '1001 24', '80 1001', '080 24', '80 24 1'],
  };

  test.each(Object.entries(WRONG))('of %s is answered with an error', async (title, wrong) => {
    const guest = await copy();
    const verb = title.split(' ')[0];
    const state = 'stty size; hostname; ip link show eth0';
    const before = await guest.run(state);
    for (const request of wrong) {
      const answer = await guest.ask(`${verb} ${request}`);
      expect(answer, request).toMatch(/^error [^\n]*$/);
      expect(answer.length, request).toBeLessThanOrEqual(120);
    }
    expect(await guest.run(state)).toBe(before);
    expect(await guest.run('date +%Y')).toMatch(/^2026\n/);
    expect(await guest.ask('size 91 31')).toBe('ok size 91 31');
    expect(guest.takeAgentText()).toBe('');
  });

  test.each([
    ['no verb', ''],
    ['a verb that there is not', 'reboot now'],
    ['a verb alone', 'hostname'],
    ['capitals', 'CLOCK 1900000000 0'],
    ['bytes that are no text', '\u0000\u0001\u007f'],
    ['121 characters', `hostname ${'a'.repeat(112)}`],
    ['3000 characters', 'entropy '.padEnd(3000, '0')],
  ])('of %s is answered with an error', async (_, request) => {
    const guest = await copy();
    expect(await guest.ask(request)).toMatch(/^error (unknown request|line too long)$/);
    expect(await guest.ask('size 91 31')).toBe('ok size 91 31');
  });
});

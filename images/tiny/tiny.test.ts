import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MachineConfig } from '#protocol/machine';
import type { Machine } from '../../worker/machine/machine.ts';
import {
  configOf,
  createNodeMachine,
  createScriptedMachine,
  NODE_FILES,
} from '../../worker/node/node-machine.ts';

/** A feature of the image, a command that uses it, and what the console must show then. */
type Exercise = readonly [feature: string, command: string, output: RegExp];

/** A program of machine code for i386, as the shell's `printf` writes it: an ELF file loaded whole at 0x08048000. */
function program(...code: readonly string[]): string {
  const codeBytes = Buffer.from(code.join(''), 'hex');
  const header = Buffer.from(
    [
      '7f454c46010101000000000000000000', // ELF, 32 bits, little-endian
      '02000300010000005480040834000000', // executable, i386; entry at 0x08048054; program header's place
      '00000000000000003400200001000000',
      '00000000',
      '01000000000000000080040800800408', // load from the file's begin
      '00000000000000000500000000100000', // its length, twice; readable and executable
    ].join(''),
    'hex',
  );
  const length = header.length + codeBytes.length;
  header.writeUInt32LE(length, 68);
  header.writeUInt32LE(length, 72);
  return Array.from(
    Buffer.concat([header, codeBytes]),
    (byte) => `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
}

/** futex(FUTEX_WAIT) on a word of another value than the one waited at: ends at once with EAGAIN, the exit status. */
const FUTEX = program(
  'b8f0000000bb0080040831c9ba0100000031f6cd80', // futex(0x08048000, FUTEX_WAIT, 1, NULL)
  '89c3b801000000cd80', // exit(what it returned)
);

/** socketpair(AF_UNIX), "ELF" sent into one end, and what comes out of the other one written. */
const UNIX_SOCKETS = program(
  '83ec10b868010000bb01000000b90100000031d289e6cd80', // socketpair(AF_UNIX, SOCK_STREAM, 0, stack)
  'b8040000008b1c24b901800408ba03000000cd80', // write(first, 0x08048001, 3)
  'b8030000008b5c24048d4c2408ba03000000cd80', // read(second, stack + 8, 3)
  'b804000000bb01000000cd80', // write(1, stack + 8, 3)
  'b80100000031dbcd80', // exit(0)
);

const PLAIN: readonly Exercise[] = [
  [
    'identity',
    'uname -a; id; hostname; pwd; echo $HOME $USER $SHELL $TERM $LANG $PATH',
    /tiny.*\nuid=0\(root\).*\ntiny\n\/root\n/,
  ],
  ['memory', 'free -m | grep Mem', /Mem: +12\d/],
  ['serial line flow control', `stty -a | grep -o 'crtscts\\|iutf8'`, /crtscts\niutf8/],
  [
    'mounts',
    `mount | cut -d' ' -f3 | tr '\\n' ' '`,
    /\/proc \/sys \/dev \/dev\/pts \/dev\/shm \/run \/tmp \/sys\/fs\/cgroup/,
  ],
  [
    'applets by path',
    `which vi ls awk env; /bin/ls -d /; /usr/bin/awk 'BEGIN{print 6*7}'; /usr/bin/env true && echo ok`,
    /\n42\nok/,
  ],
  [
    'scripts',
    `printf '#!/usr/bin/env awk -f\\n' >/tmp/a; printf '#!/bin/sh\\necho script $1\\n' > /tmp/s; chmod +x /tmp/s; /tmp/s one`,
    /script one/,
  ],
  ['job control', 'sleep 100 & jobs; sleep .3; kill %1; wait; echo done', /sleep 100[\s\S]*done/],
  [
    'shell arithmetic and substitution',
    'echo $((2**62)) $(printf %x 255)',
    /4611686018427387904 ff/,
  ],
  ['pid namespace', `unshare -pf --mount-proc sh -c 'echo pid $$; ps | wc -l'`, /pid 1\n/],
  ['uts namespace', `unshare -u sh -c 'hostname inside; hostname'; hostname`, /inside\ntiny/],
  [
    'mount namespace',
    `unshare -m sh -c 'mount -t tmpfs t /mnt; touch /mnt/x; echo /mnt/*'; echo /mnt/*; echo end`,
    /^\/mnt\/x\n\/mnt\/\*\nend/,
  ],
  ['network namespace', 'unshare -n ip -o link | wc -l; ip -o link | wc -l', /1\n[2-9]/],
  [
    'ipc namespace',
    'unshare -i ipcs -q | head -3; unshare -i readlink /proc/self/ns/ipc; readlink /proc/self/ns/ipc',
    /ipc:.*\nipc:/,
  ],
  ['user namespace', `unshare -Ur sh -c 'id -u; cat /proc/self/uid_map'`, /0\n +0 +0 +1/],
  [
    'cgroup namespace',
    'readlink /proc/self/ns/cgroup; unshare -C cat /proc/self/cgroup',
    /cgroup:.*\n0::\//,
  ],
  ['time namespace', 'unshare -T -f --boottime 1000000 cat /proc/uptime', /^10000\d\d/],
  [
    'nsenter',
    `unshare -u sh -c 'hostname inner; sleep 5' & sleep 1; nsenter -t $(pgrep sleep | tail -1) -u hostname; kill $!; wait 2>/dev/null; true`,
    /inner/,
  ],
  [
    'named network namespace with veth',
    'ip netns add blue; ip link add v0 type veth peer name v1 netns blue; ip addr add 10.9.0.1/24 dev v0; ip link set v0 up; ip -n blue addr add 10.9.0.2/24 dev v1; ip -n blue link set v1 up; ip netns exec blue ping -c1 -W2 10.9.0.1; ip netns list; ip netns del blue',
    /1 packets received[\s\S]*blue/,
  ],
  [
    'network namespace behind a bridge',
    'ip link add br0 type bridge; ip addr add 10.8.0.1/24 dev br0; ip link set br0 up; ip netns add a; ip link add va type veth peer name eth0 netns a; ip link set va master br0 up; ip -n a addr add 10.8.0.2/24 dev eth0; ip -n a link set eth0 up; ping -c1 -W2 10.8.0.2; ip netns del a; ip link del br0',
    /1 packets received/,
  ],
  [
    'bridge',
    'ip link add br0 type bridge; ip link set br0 up; ip link add a0 type veth peer name a1; brctl addif br0 a0; brctl show; ip link del a0; ip link set br0 down; brctl delbr br0; echo gone',
    /br0[\s\S]*a0\ngone/,
  ],
  [
    'cgroup memory limit',
    `mkdir /sys/fs/cgroup/m; echo 8M >/sys/fs/cgroup/m/memory.max; sh -c 'echo $$ >/sys/fs/cgroup/m/cgroup.procs; exec dd if=/dev/zero of=/dev/null bs=32M count=1'; echo rc $?; grep oom_kill /sys/fs/cgroup/m/memory.events; rmdir /sys/fs/cgroup/m`,
    /rc 137\noom_kill 1/,
  ],
  [
    'cgroup pids limit',
    `mkdir /sys/fs/cgroup/p; echo 3 >/sys/fs/cgroup/p/pids.max; sh -c 'echo $$ >/sys/fs/cgroup/p/cgroup.procs; for i in 1 2 3 4 5; do sleep 1 & done; wait' 2>&1; cat /sys/fs/cgroup/p/pids.events; sleep 1.2; rmdir /sys/fs/cgroup/p`,
    /fork[\s\S]*max [1-9]/,
  ],
  [
    'cgroup cpu bandwidth',
    `mkdir /sys/fs/cgroup/c; echo 20000 100000 >/sys/fs/cgroup/c/cpu.max; timeout 2 sh -c 'echo $$ >/sys/fs/cgroup/c/cgroup.procs; while :; do :; done'; grep nr_throttled /sys/fs/cgroup/c/cpu.stat; rmdir /sys/fs/cgroup/c`,
    /nr_throttled [1-9]/,
  ],
  [
    'seccomp',
    'grep Seccomp /proc/self/status; cat /proc/sys/kernel/seccomp/actions_avail',
    /Seccomp:\s+0\n[\s\S]*kill_process[\s\S]*errno/,
  ],
  [
    'seccomp filter (through strace)',
    `strace --seccomp-bpf -f -e trace=execve sh -c '/bin/true; grep Seccomp: /proc/self/status' 2>&1 | grep 'true\\|Seccomp:'`,
    /Seccomp:\s+2/,
  ],
  [
    'overlayfs',
    'cd /tmp; mkdir -p lo up wk mg; echo low >lo/f; mount -t overlay o -o lowerdir=lo,upperdir=up,workdir=wk mg && echo high >mg/f; cat lo/f up/f mg/f; umount mg; cd',
    /low\nhigh\nhigh/,
  ],
  [
    'loop device with ext2',
    'dd if=/dev/zero of=/tmp/d bs=1M count=4 2>/dev/null; mke2fs -F /tmp/d >/dev/null 2>&1; mount -o loop /tmp/d /mnt && echo kept >/mnt/f && df -T /mnt | tail -1; losetup -a; umount /mnt; rm /tmp/d',
    /ext2[\s\S]*\/dev\/loop0/,
  ],
  [
    'fdisk',
    `dd if=/dev/zero of=/tmp/d bs=1M count=4 2>/dev/null; printf 'o\\nn\\np\\n1\\n\\n\\nw\\n' | fdisk -C 4 -H 16 -S 63 /tmp/d >/dev/null 2>&1; fdisk -l /tmp/d | tail -1; rm /tmp/d`,
    /Linux/,
  ],
  [
    'msr',
    'dd if=/dev/cpu/0/msr bs=8 count=1 skip=27 iflag=skip_bytes 2>&1 | xxd | tail -1',
    /0000/,
  ],
  ['cpuid', 'dd if=/dev/cpu/0/cpuid bs=16 count=1 2>/dev/null | xxd', /Genu|ineI|ntel/],
  [
    'i/o ports',
    `printf '\\0' | dd of=/dev/port bs=1 seek=112 conv=notrunc 2>/dev/null; dd if=/dev/port bs=1 count=1 skip=113 2>/dev/null | xxd`,
    /00000000: [0-9a-f]{2}/,
  ],
  [
    'physical memory',
    'devmem 0xf0000 32; dd if=/dev/mem bs=16 count=1 skip=65535 2>/dev/null | xxd',
    /0x[\s\S]*00000000: ea/,
  ],
  ['sysctl', 'sysctl -w net.ipv4.ip_forward=1; cat /proc/sys/net/ipv4/ip_forward', /= 1\n1/],
  [
    'binfmt_misc',
    `mount -t binfmt_misc b /proc/sys/fs/binfmt_misc; echo ':up:E::up::/bin/cat:' >/proc/sys/fs/binfmt_misc/register; echo via-cat >/tmp/t.up; chmod +x /tmp/t.up; /tmp/t.up; echo -1 >/proc/sys/fs/binfmt_misc/up`,
    /via-cat/,
  ],
  [
    'SysV ipc and mqueue',
    'mkdir -p /dev/mqueue; mount -t mqueue q /dev/mqueue; touch /dev/mqueue/a; cat /dev/mqueue/a; ipcs -m | head -2; umount /dev/mqueue',
    /QSIZE/,
  ],
  [
    'timers with high resolution',
    'sleep 0.0003 && grep -m1 hres_active /proc/timer_list; grep -m1 resolution /proc/timer_list',
    /hres_active +: 1\n.*resolution: 1 nsecs/,
  ],
  [
    'lua',
    `lua -e 'print(_VERSION, 7//2, #"abc", 2^10, string.format("%5.2f", math.pi))'`,
    /Lua 5.4\t3\t3\t1024.0\t 3.14/,
  ],
  [
    'strace',
    'strace -e trace=execve,write echo hi 2>&1',
    /execve\("\/.*bin\/echo"[\s\S]*write\(1, "hi\\n", 3/,
  ],
  [
    'loopback http',
    'mkdir -p /tmp/www; echo page >/tmp/www/index.html; httpd -p 127.0.0.1:8080 -h /tmp/www; wget -qO- http://127.0.0.1:8080/; killall httpd',
    /page/,
  ],
  [
    'nc',
    'nc -l -p 9000 </dev/null >/tmp/nc & sleep .2; echo over tcp | nc 127.0.0.1 9000; wait; cat /tmp/nc',
    /over tcp/,
  ],
  ['IPv6 loopback', 'ping -6 -c1 ::1 | grep received', /1 packets received/],
  [
    'ping and traceroute on lo',
    'ping -c1 127.0.0.1 | grep received; traceroute -n -m1 127.0.0.1 2>&1 | tail -1',
    /1 packets received, 0% packet loss\n 1 +127\.0\.0\.1 /,
  ],
  ['lspci', 'lspci | head -3', /00:0/],
  [
    'text tools',
    `printf 'b\\na\\n' | sort | tr a-z A-Z | nl; echo abc | rev; seq 3 | paste -sd+ | bc; factor 91; echo x | sha256sum | cut -c1-8; cal 1 2026 | head -1; nproc; tty`,
    /6\n91: 7 13\n73cb3858[\s\S]*1\n\/dev\/ttyS0/,
  ],
  [
    'archives',
    'cd /tmp; tar czf t.tgz -C /etc passwd; tar tzf t.tgz; echo hi | gzip | zcat; echo hi | bzip2 | bzcat; cd',
    /passwd\nhi\nhi/,
  ],
  ['unicode', `echo 'grüße 漢字' | wc -m; echo ÄÖ | sed 's/Ö/x/'`, /\d+\nÄx/],
  ['script and pty', `script -qc 'tty' /tmp/ts </dev/null; cat /tmp/ts | head -3`, /\/dev\/pts\/0/],
  [
    'top and free in batch',
    'top -bn1 | head -3; free | head -2; uptime',
    /Mem:[\s\S]*load average/,
  ],
  [
    'chroot',
    `mkdir -p /tmp/r/bin; cp /bin/busybox /tmp/r/bin/sh; chroot /tmp/r /bin/sh -c 'echo in $PWD'`,
    /in \//,
  ],
  ['tun device', 'tunctl -t tap0; ip link show tap0 | head -1; tunctl -d tap0', /tap0/],
  [
    'timeout and watch',
    'timeout 1 sleep 5; echo $?; nohup true; setsid true; time true',
    /143|124/,
  ],
  ['random', 'head -c4 /dev/random | wc -c; cat /proc/sys/kernel/random/entropy_avail', /4\n/],
  [
    'packet sockets, over veth',
    'ip netns add far; ip link add p0 type veth peer name p1 netns far; ip addr add 10.7.0.1/24 dev p0; ip link set p0 up; ip -n far addr add 10.7.0.2/24 dev p1; ip -n far link set p1 up; arping -c1 -w3 -I p0 10.7.0.2; ip netns del far',
    /Received 1|reply from 10\.7\.0\.2/,
  ],
  [
    'virtio-net',
    'basename $(readlink /sys/class/net/eth0/device/driver); ip link set eth0 up; ip -o link show eth0; ip link set eth0 down',
    /virtio_net\n.*NO-CARRIER,BROADCAST,MULTICAST,UP/,
  ],
  ['virtio-console', 'echo text > /dev/hvc1; echo written $?', /^written 0/],
  [
    'virtio-balloon',
    'cd /sys/bus/virtio/drivers/virtio_balloon; device=$(echo virtio*); echo $device > unbind; ls | grep -c virtio; echo $device > bind; ls | grep virtio; cd',
    /^0\nvirtio\d/,
  ],
  [
    'unix sockets',
    `printf '${UNIX_SOCKETS}' > /tmp/sockets; chmod +x /tmp/sockets; /tmp/sockets; echo " through"`,
    /^ELF through/m,
  ],
  [
    'futex',
    `printf '${FUTEX}' > /tmp/futex; chmod +x /tmp/futex; /tmp/futex; echo $((256 - $?))`,
    /^11$/m,
  ],
  [
    '9p',
    'mkdir -p /mnt/9; mount -t 9p -o trans=virtio,version=9p2000.L host9p /mnt/9 && echo text >/mnt/9/f && cat /mnt/9/f; umount /mnt/9',
    /text/,
  ],
];

const EXT4: readonly Exercise[] = [
  [
    'ext4 on IDE',
    'umount /data; mount /dev/sda /mnt; mount | grep sda; cat /mnt/hello.txt; echo new >/mnt/new; sync; umount /mnt; mount -o ro /dev/sda /mnt; cat /mnt/new; umount /mnt',
    /type ext4[\s\S]*hello from disk\nnew/,
  ],
  ['disk size', 'cat /sys/block/sda/size; fdisk -l /dev/sda | head -2', /8192/],
];

const SQUASHFS: readonly Exercise[] = [
  [
    'squashfs on IDE',
    'mount -t squashfs /dev/sda /mnt; cat /mnt/hello.txt; tail -1 /mnt/numbers.txt; umount /mnt',
    /hello from disk\n20000/,
  ],
];

const CD: readonly Exercise[] = [
  [
    'iso9660 on CD',
    'mount -t iso9660 /dev/sr0 /mnt; cat /mnt/hello.txt; tail -1 /mnt/numbers.txt; umount /mnt',
    /hello from disk\n20000/,
  ],
];

const NE2K: readonly Exercise[] = [
  [
    'ne2k-pci',
    'basename $(readlink /sys/class/net/eth0/device/driver); ip addr add 10.6.0.1/24 dev eth0; ip link set eth0 up; arping -c1 -w1 -I eth0 10.6.0.2 >/dev/null; cat /sys/class/net/eth0/statistics/tx_packets',
    /ne2k-pci\n[1-9]/,
  ],
];

const medium = async (name: string) =>
  new Uint8Array(gunzipSync(await readFile(new URL(`media/${name}.gzip`, import.meta.url))));

const disk = async (name: string): Promise<Partial<MachineConfig>> => ({
  disk: { kind: 'file', name, bytes: await medium(name) },
});

const MACHINES: readonly (readonly [
  title: string,
  options: () => Promise<Partial<MachineConfig>>,
  exercises: readonly Exercise[],
])[] = [
  ['a machine as it comes', async () => ({}), PLAIN],
  ['a machine with an ext4 disk', () => disk('ext4.img'), EXT4],
  ['a machine with a squashfs disk', () => disk('tree.squashfs'), SQUASHFS],
  [
    'a machine with a CD',
    async () => ({ cd: { name: 'tree.iso', bytes: await medium('tree.iso') } }),
    CD,
  ],
  ['a machine with an ne2k card', async () => ({ network: 'ne2k' as const }), NE2K],
];

describe.each(MACHINES)('%s', (_, options, exercises) => {
  let machine: Machine;

  beforeAll(async () => {
    machine = createNodeMachine();
    await machine.boot(configOf('tiny', await options()), NODE_FILES);
  });

  afterAll(() => machine.powerOff());

  test.each(exercises)('%s', async (_feature, command, output) => {
    expect((await machine.run(command)).output).toMatch(output);
  });
});

test('ten idle seconds cost at most 800,000 instructions', async () => {
  const machine = createScriptedMachine();
  await machine.boot(configOf('tiny'), NODE_FILES);
  const spent = async (command: string) => {
    const before = (await machine.counters()).instructions;
    await machine.run(command);
    return (await machine.counters()).instructions - before;
  };
  const starting = await spent('sleep 1');
  expect((await spent('sleep 11')) - starting).toBeLessThan(800_000);
  await machine.powerOff();
});

describe('at the shell prompt', () => {
  test.each([
    [32, 17.5],
    [128, 19],
    [1024, 34],
  ])(
    'a machine of %d MiB has executed at most %d million instructions',
    async (memoryMiB, millions) => {
      const machine = createScriptedMachine();
      let atPrompt = Number.POSITIVE_INFINITY;
      machine.watchStatus(({ phase }) => {
        if (phase === 'running') atPrompt = machine.engine?.instructions ?? atPrompt;
      });
      await machine.boot(configOf('tiny', { memoryMiB }), NODE_FILES);
      // What the kernel keeps for itself grows with the memory that it manages.
      const { output } = await machine.run(
        "awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo",
      );
      expect(Number(output)).toBeGreaterThan(memoryMiB * 0.7);
      await machine.powerOff();
      expect(atPrompt).toBeLessThanOrEqual(millions * 1e6);
    },
  );
});

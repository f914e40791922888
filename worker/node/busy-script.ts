import type { Script } from './scripted-run.ts';

/** A guest that computes, with and without fractions, hashes, makes processes writes to its disk and to the shared folder, seldom halted. */
export const BUSY_SCRIPT: Script = {
  image: 'tiny',
  memoryMiB: 32,
  seed: 7,
  disk: { kind: 'blank', sizeMiB: 8 },
  lines: [
    "awk 'BEGIN { for (i = 0; i < 1500; i++) s += sin(i) * 1.5; print s }'",
    "lua -e 's = 0.5 for i = 1, 20000 do s = s + i % 7 / 3 end print(s)'",
    'head -c 300000 /dev/zero | md5sum; head -c 20000 /dev/urandom | sha256sum',
    'dd if=/dev/urandom of=/dev/sda bs=4k count=64 seek=1000 conv=fsync; md5sum /dev/sda',
    'mkdir /mnt/9; mount -t 9p -o trans=virtio,version=9p2000.L host9p /mnt/9; cp -r /etc /mnt/9; ls -lR /mnt/9 | md5sum',
    'i=0; while [ $i -lt 1500 ]; do i=$((i+1)); done; echo $i',
    'for i in 1 2 3 4; do dd if=/dev/urandom of=/dev/sda bs=64k count=4 seek=$i conv=fsync; sync; done',
    'for i in 1 2 3 4 5 6 7 8; do ls -la /proc | md5sum; sleep 0.05; done',
  ],
  instants: [],
};

/** The first prompt comes before the first, the last command ends after the last: in instructions. */
export const BUSY_SPAN = { first: 18e6, last: 130e6 } as const;

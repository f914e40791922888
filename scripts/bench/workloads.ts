/** Work that a guest is given. */
export interface Workload {
  readonly title: string;
  /** Two to four seconds of work. */
  readonly line: string;
  /** The same before it, until the just-in-time compilers, v86's and the browser's, have done their work. */
  readonly warmUp: string;
}

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  shell: { title: 'Shell loop', line: shellLoop(30_000), warmUp: shellLoop(20_000) },
  md5sum: { title: 'md5sum of zeros', line: md5sum(64), warmUp: md5sum(16) },
  fork: { title: 'Fork and exec', line: forkAndExec(500), warmUp: forkAndExec(500) },
  awk: { title: 'awk', line: awk(60_000), warmUp: awk(40_000) },
};

function shellLoop(turns: number): string {
  return `i=0; while [ $i -lt ${turns} ]; do i=$((i+1)); done`;
}

function md5sum(mebibytes: number): string {
  return `dd if=/dev/zero bs=1M count=${mebibytes} 2>/dev/null | md5sum`;
}

function forkAndExec(turns: number): string {
  return `i=0; while [ $i -lt ${turns} ]; do /bin/true; i=$((i+1)); done`;
}

function awk(turns: number): string {
  return `awk 'BEGIN { for (i = 0; i < ${turns}; i++) s = (s + i * 7) % 1000003; print s }'`;
}

import { useState } from 'react';
import type { MachineId } from '#protocol/machine';
import type { FrozenConfig, SnapshotInfo } from '#protocol/snapshots';
import { Question } from '../controls/Question.tsx';
import { newestOf, useLibrary } from '../library/store.ts';
import { agoText } from '../library/words.ts';
import { isInUse } from '../machines/phase.ts';
import { useMachine } from '../machines/store.ts';
import { freezeThen, perform } from '../machines/verbs.ts';
import type { AskedVerb } from './MachineBar.tsx';

const WORDS: Readonly<Record<AskedVerb, string>> = {
  reset: 'Reset',
  powerOff: 'Power off',
  remove: 'Remove',
};

interface MachineQuestionProps {
  readonly id: MachineId;
  readonly verb: AskedVerb;
  readonly onClose: () => void;
  readonly onRemove: (id: MachineId) => void;
  /** The keyboard goes back to the console. */
  readonly onConsole: (id: MachineId) => void;
}

/** Asks before a machine loses what is in it, and offers to freeze it first. */
export function MachineQuestion({ id, verb, onClose, onRemove, onConsole }: MachineQuestionProps) {
  const machine = useMachine(id);
  const last = useLibrary(({ snapshots }) => newestOf(snapshots, machine?.lineage ?? null));
  const [now] = useState(Date.now);
  if (machine === undefined) return null;
  const { config, status } = machine;
  const word = WORDS[verb];
  const doIt = (): void => {
    if (verb === 'remove') onRemove(id);
    else perform(id, verb);
    if (verb === 'reset') onConsole(id);
  };
  return (
    <Question
      title={`${word} ${config.name}?`}
      text={`${loss(config, verb)} ${whatStays(config, verb, last, now)}`}
      verb={word}
      onYes={doIt}
      {...(isInUse(status)
        ? {
            other: {
              verb: `Freeze, then ${word.toLowerCase()}`,
              onYes: () => void freezeThen(id, doIt),
            },
          }
        : {})}
      onClose={onClose}
    />
  );
}

function loss({ name, disk }: FrozenConfig, verb: AskedVerb): string {
  const memory = `The programs that run in ${name} and the files it keeps in memory are lost`;
  if (verb !== 'remove') return `${memory}.`;
  const rest = disk === null ? '' : ', what it wrote to its disk too';
  return `${memory}${rest}, and the text on its console.`;
}

function whatStays(
  { name }: FrozenConfig,
  verb: AskedVerb,
  last: SnapshotInfo | undefined,
  now: number,
): string {
  if (last === undefined) return 'No snapshot of it was ever made.';
  const ago = agoText(last.createdAt, now);
  if (last.kind === 'kept') return `As it was frozen last, ${ago}, it stays among the snapshots.`;
  const saved = `As it saved itself last, ${ago}, it stays among the snapshots`;
  if (verb === 'remove') return `${saved}.`;
  return `${saved} only until it saves itself again, once ${name} is ${verb === 'reset' ? 'used after the reset' : 'on again and used'}. Those that you froze stay.`;
}

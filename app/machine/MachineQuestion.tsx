import { useState } from 'react';
import type { MachineId } from '#protocol/machine';
import type { FrozenConfig } from '#protocol/snapshots';
import { Question } from '../controls/Question.tsx';
import { agoText } from '../library/words.ts';
import { useMachine } from '../machines/store.ts';
import { perform } from '../machines/verbs.ts';
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

/** Asks before a machine loses what is in it. */
export function MachineQuestion({ id, verb, onClose, onRemove, onConsole }: MachineQuestionProps) {
  const machine = useMachine(id);
  const [now] = useState(Date.now);
  if (machine === undefined) return null;
  const { config, keeping } = machine;
  const savedAt = keeping?.savedAt ?? null;
  return (
    <Question
      title={`${WORDS[verb]} ${config.name}?`}
      text={savedAt === null ? loss(config, verb) : lossSince(config, agoText(savedAt, now))}
      verb={WORDS[verb]}
      onYes={() => {
        if (verb === 'remove') onRemove(id);
        else perform(id, verb);
        if (verb === 'reset') onConsole(id);
      }}
      onClose={onClose}
    />
  );
}

function lossSince({ name }: FrozenConfig, saved: string): string {
  return `What runs in ${name} ends. It was saved ${saved}: that stays among the snapshots, and what came after it is lost.`;
}

function loss({ name, disk }: FrozenConfig, verb: AskedVerb): string {
  const memory = `The programs that run in ${name} and the files it keeps in memory are lost`;
  if (verb !== 'remove') return `${memory}.`;
  const rest = disk === null ? '' : ', what it wrote to its disk too';
  return `${memory}${rest}, and the text on its console.`;
}

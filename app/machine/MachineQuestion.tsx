import type { MachineId } from '#protocol/machine';
import type { FrozenConfig } from '#protocol/snapshots';
import { Question } from '../controls/Question.tsx';
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
  const config = useMachine(id)?.config;
  if (config === undefined) return null;
  return (
    <Question
      title={`${WORDS[verb]} ${config.name}?`}
      text={loss(config, verb)}
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

function loss({ name, disk }: FrozenConfig, verb: AskedVerb): string {
  const memory = `The programs that run in ${name} and the files it keeps in memory are lost`;
  if (verb !== 'remove') return `${memory}.`;
  const rest = disk === null ? '' : ', what it wrote to its disk too';
  return `${memory}${rest}, and the text on its console.`;
}

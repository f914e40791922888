import { Choice, type ChoiceOption } from '../controls/Choice.tsx';
import { fileLocations } from '../machines/file-locations.ts';
import { bakedLocation } from '../machines/machine-start.ts';
import type { Draft } from './draft.ts';

const STARTS: readonly ChoiceOption<'prompt' | 'cold'>[] = [
  { value: 'prompt', label: 'At its prompt' },
  { value: 'cold', label: 'Cold boot' },
];

interface StartChoiceProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

/** Where the page came with such a machine: start from that, or boot. */
export function StartChoice({ draft, change }: StartChoiceProps) {
  const asked = {
    image: draft.imageId,
    memoryMiB: Number(draft.memory),
    network: draft.network,
    disk: draft.disk === 'none' ? null : ({ kind: 'blank', sizeMiB: 1 } as const),
    cd: draft.cd === 'none' ? null : { name: '', bytes: 0 },
  };
  if (bakedLocation(asked, fileLocations()) === null) return null;
  return (
    <Choice
      legend="Start"
      options={STARTS}
      value={draft.cold ? 'cold' : 'prompt'}
      hint={
        draft.cold
          ? 'The whole boot, from the BIOS on.'
          : 'As a machine that came with the page: booted, with random numbers of its own.'
      }
      onChange={(start) => change({ cold: start === 'cold' })}
    />
  );
}

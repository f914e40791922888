import type { NetworkCard } from '#protocol/machine';
import { Choice, type ChoiceOption } from '../controls/Choice.tsx';
import type { Draft, DraftRefusals } from './draft.ts';
import { Field } from './Field.tsx';

const NETWORKS: readonly ChoiceOption<NetworkCard>[] = [
  { value: 'none', label: 'None' },
  { value: 'ne2k', label: 'NE2000' },
  { value: 'virtio', label: 'virtio' },
];

const DISKS: readonly ChoiceOption<Draft['disk']>[] = [
  { value: 'none', label: 'None' },
  { value: 'blank', label: 'Blank' },
  { value: 'file', label: 'From a file' },
];

const CDS: readonly ChoiceOption<Draft['cd']>[] = [
  { value: 'none', label: 'None' },
  { value: 'file', label: 'From a file' },
];

interface DevicesProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly refusals: DraftRefusals;
}

export function Devices({ draft, change, refusals }: DevicesProps) {
  return (
    <>
      <Choice
        legend="Network card"
        options={NETWORKS}
        value={draft.network}
        {...(draft.network === 'none' ? {} : { hint: 'Its cable is unplugged.' })}
        onChange={(network) => change({ network })}
      />
      <Choice
        legend="Disk"
        options={DISKS}
        value={draft.disk}
        onChange={(disk) => change({ disk })}
      />
      {draft.disk === 'blank' ? (
        <Field
          label="Disk size in MiB"
          type="number"
          inputMode="numeric"
          min={1}
          value={draft.diskSize}
          refusal={refusals.disk}
          onChange={(event) => change({ diskSize: event.target.value })}
        />
      ) : null}
      {draft.disk === 'file' ? (
        <Field
          label="Disk file"
          type="file"
          refusal={refusals.disk}
          hint="The machine changes a copy; the file stays as it is."
          onChange={(event) => change({ diskFile: event.target.files?.[0] ?? null })}
        />
      ) : null}
      <Choice legend="CD" options={CDS} value={draft.cd} onChange={(cd) => change({ cd })} />
      {draft.cd === 'file' ? (
        <Field
          label="CD file"
          type="file"
          accept=".iso,application/x-iso9660-image"
          refusal={refusals.cd}
          onChange={(event) => change({ cdFile: event.target.files?.[0] ?? null })}
        />
      ) : null}
    </>
  );
}

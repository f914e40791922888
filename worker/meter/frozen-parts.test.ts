import { expect, test } from 'vitest';
import { Meter, type MeterState } from './meter.ts';
import { ACCESS } from './port-counts.ts';

const CELLS = ['hlt', 'cpuid'];

/** A meter, and the counters of the processor that it folds. */
class Metered {
  readonly meter = new Meter(CELLS);
  readonly #counters = Uint32Array.of(0, 0xffff_fff0);

  constructor() {
    this.meter.cells.restore({}, this.#counters);
  }

  execute(hlt: number, cpuid: number): void {
    this.#counters.set([(this.#counters[0] ?? 0) + hlt, (this.#counters[1] ?? 0) + cpuid]);
  }

  save(): MeterState {
    this.meter.cells.fold(this.#counters);
    return this.meter.state;
  }

  restore(state: MeterState): void {
    this.meter.restore(state, this.#counters);
  }

  goOn(): MeterState {
    const { meter } = this;
    this.execute(1, 200);
    meter.lines.raise(4, 'serial port');
    meter.ports.count(0x3f8, ACCESS.write8);
    meter.mmio.countRead(0xb_8000);
    meter.observeSlice(10);
    return this.save();
  }
}

const CHANGES: Readonly<Record<string, (part: Metered) => void>> = {
  'what the processor counts': (part) => part.execute(3, 100),
  ports: ({ meter }) => meter.ports.count(0x3f8, ACCESS.read16),
  'device memory': ({ meter }) => meter.mmio.countWrite(0xb_8123),
  'a line that is high': ({ meter }) => {
    meter.lines.raise(4, 'serial port');
    meter.lines.lower(4, 'serial port');
    meter.lines.raise(4, 'serial port');
  },
  'slices and idle time': ({ meter }) => meter.observeSlice(1e6),
  modules: ({ meter }) => {
    meter.jitModules += 2;
    meter.jitBytes += 100;
  },
  'bytes of the console': ({ meter }) => {
    meter.console.in += 1;
    meter.console.out += 2;
  },
  'bytes of the disk': ({ meter }) => {
    meter.disk.in += 3;
    meter.disk.out += 4;
  },
  'bytes of the network': ({ meter }) => {
    meter.network.in += 5;
    meter.network.out += 6;
  },
};

const changedBy = (change: (part: Metered) => void): Metered => {
  const part = new Metered();
  change(part);
  return part;
};

test.each(Object.entries(CHANGES))('Meter, %s: comes back', (_, change) => {
  const original = changedBy(change);
  const copy = new Metered();
  copy.restore(structuredClone(original.save()));
  expect(copy.save()).toEqual(original.save());
  expect(copy.goOn()).toEqual(original.goOn());
});

test.each(Object.entries(CHANGES))('Meter, %s: what came after is undone', (_, change) => {
  const part = new Metered();
  const saved = structuredClone(part.save());
  change(part);
  part.restore(saved);
  expect(part.goOn()).toEqual(new Metered().goOn());
});

test.each(Object.entries(CHANGES))('Meter, %s: is missed when it does not', (_, change) => {
  const changed = changedBy(change);
  const fresh = new Metered();
  expect(changed.save()).not.toEqual(fresh.save());
  expect(changed.goOn()).not.toEqual(fresh.goOn());
});

import type { FrozenConfig } from '#protocol/snapshots';

const MIB = 2 ** 20;

/** The files that `stockOptions` names, beside the page that runs stock v86. */
export const STOCK_FILES = {
  bios: 'bios.bin',
  vgaBios: 'vgabios.bin',
  disk: 'disk.img',
  cd: 'cd.iso',
} as const;

/** What stock v86's constructor is given for a state that `wholeState` made: JSON. */
export interface StockOptions {
  readonly memory_size: number;
  readonly vga_memory_size: number;
  /** Read only by a guest that resets itself, which finds no kernel to boot then: v86 loads one but once. */
  readonly bios: { readonly url: string };
  readonly vga_bios: { readonly url: string };
  /** Puts the drive there; the bytes in it are replaced by the state's. Any file of whole sectors will do. */
  readonly hda?: { readonly url: string };
  readonly cdrom?: { readonly url: string };
  readonly net_device: { readonly type: FrozenConfig['network'] };
  /** Otherwise the card would get another address than the one the guest's driver has read. */
  readonly preserve_mac_from_state_image: true;
  readonly filesystem: Readonly<Record<string, never>>;
  readonly virtio_console: { readonly type: 'none' };
  readonly virtio_balloon: true;
  readonly disable_keyboard: true;
  readonly disable_mouse: true;
  readonly disable_speaker: true;
  readonly autostart: false;
}

/**
 * The devices that a state of this machine was saved with. `wasm_path` and what shows the console are the embedder's;
 * `docs/stock-v86.md` says how the state goes in.
 */
export function stockOptions({ memoryMiB, network, disk, cd }: FrozenConfig): StockOptions {
  return {
    memory_size: memoryMiB * MIB,
    vga_memory_size: MIB,
    bios: { url: STOCK_FILES.bios },
    vga_bios: { url: STOCK_FILES.vgaBios },
    ...(disk && { hda: { url: STOCK_FILES.disk } }),
    ...(cd && { cdrom: { url: STOCK_FILES.cd } }),
    net_device: { type: network },
    preserve_mac_from_state_image: true,
    filesystem: {},
    virtio_console: { type: 'none' },
    virtio_balloon: true,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
    autostart: false,
  };
}

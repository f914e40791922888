import { create } from 'zustand';

/** Whether somebody chooses what a new machine is to be. Read by the page; written by the functions below. */
export const useMaking = create<{ readonly open: boolean }>(() => ({ open: false }));

/** Asks what machine it is to be. */
export function askForMachine(): void {
  useMaking.setState({ open: true });
}

export function stopAsking(): void {
  useMaking.setState({ open: false });
}

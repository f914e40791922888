// The package names a module file that it does not have; this is the one it has.
declare module '@xterm/headless/lib-headless/xterm-headless.mjs' {
  export { type ITerminalAddon, Terminal } from '@xterm/headless';
}

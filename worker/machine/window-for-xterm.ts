// @xterm/headless looks for `requestIdleCallback` in `window` when it loads; in a worker there is none, and the global
// object serves as well. Imported before it.
if ('WorkerGlobalScope' in globalThis) Object.assign(globalThis, { window: globalThis });

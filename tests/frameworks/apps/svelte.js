import { hydrate, mount, unmount } from "svelte";
import App from "./App.svelte";

/** A store of the source. */
function sourceOf(first) {
  const runs = new Set();
  let value = first;
  return {
    subscribe(run) {
      runs.add(run);
      run(value);
      return () => runs.delete(run);
    },
    set(next) {
      value = next;
      for (const run of runs) run(value);
    },
  };
}

export { App };

export function show(root, part, access) {
  const source = sourceOf(access);
  const start = root.firstElementChild ? hydrate : mount;
  const app = start(App, { target: root, props: { part, access: source } });
  return { set: source.set, end: () => unmount(app) };
}

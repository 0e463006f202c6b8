// Parts of the page that are no part of its first load.
import { useEffect, useState, type ComponentType, type FunctionComponent } from "react";
import { create } from "zustand";
import { unreachable } from "../session/failures";
import { Button } from "../ui/Button";
import styles from "./later.module.css";

const longestWait = 250;

/** Not every browser says when it is idle, and one on a busy machine may never be. */
const onIdle = (call: () => void): unknown =>
  window.requestIdleCallback?.(call, { timeout: longestWait }) ?? window.setTimeout(call, longestWait);

/** How often a part was put on the page: one that was waited for has arrived by then. */
export const usePartsDrawn = create(() => 0);

const loaders: (() => Promise<unknown>)[] = [];

/**
 * Returns a component whose code is loaded when it is first drawn, or, "soon", once the page is idle after that. Those
 * that are not "apart" are loaded by then in any case, so they are there while no server is.
 */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  when: "idle" | "soon" | "apart" = "idle",
): FunctionComponent<P> {
  let part: ComponentType<P> | undefined;
  const read = async () => {
    if (part) return;
    part = await load();
  };
  if (when !== "apart") loaders.push(read);

  // biome-ignore lint/correctness/noComponentHookFactories: called once for each part, at the level of a module
  return function Later(props: P) {
    const [tries, setTries] = useState(0);
    const [state, setState] = useState<"loading" | "ready" | "failed">(part ? "ready" : "loading");
    // biome-ignore lint/correctness/useExhaustiveDependencies: each try reads again
    useEffect(() => {
      if (part) return;
      let isWanted = true;
      const show = () =>
        read().then(
          () => isWanted && setState("ready"),
          () => isWanted && setState("failed"),
        );
      if (when === "soon") onIdle(() => void show());
      else void show();
      return () => {
        isWanted = false;
      };
    }, [tries]);
    if (part) return <LoadedPart part={part} props={props} />;
    return state === "failed" ? (
      <NotLoaded onRetry={() => setTries(tries + 1)} />
    ) : (
      <p aria-busy className="visuallyHidden" />
    );
  };
}

function LoadedPart<P extends object>({ part: Part, props }: { part: ComponentType<P>; props: P }) {
  useEffect(() => usePartsDrawn.setState((count) => count + 1, true), []);
  return <Part {...props} />;
}

function NotLoaded({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert" className={styles.failed}>
      <p>This part of the page did not load. {unreachable}</p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}

/**
 * Loads all of them, one after the other, while the page has nothing better to do. The document's `data-parts` says
 * whether they are there.
 */
export function loadParts(): void {
  const say = (state: string) => document.documentElement.setAttribute("data-parts", state);
  say("loading");
  const next = () => {
    const load = loaders.shift();
    if (!load) return say("loaded");
    // A part that cannot be loaded now is tried again when it is drawn.
    load()
      .catch(() => undefined)
      .finally(() => onIdle(next));
  };
  onIdle(next);
}

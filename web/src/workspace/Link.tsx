import type { ComponentProps, MouseEvent } from "react";
import { queryOf, type Address } from "./address";
import { useWorkspace } from "./store";

interface LinkProps extends Omit<ComponentProps<"a">, "href" | "onClick"> {
  to: Partial<Address>;
}

/** A link to another place of the page, which also opens in a tab of its own. */
export function Link({ to, ...rest }: LinkProps) {
  const state = useWorkspace();
  function go(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    state.go(to);
  }
  return <a {...rest} href={queryOf(state.id, { ...state, role: null, ...to })} onClick={go} />;
}

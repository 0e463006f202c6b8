import type { ComponentProps, MouseEvent } from "react";
import { addressAfter, type Address } from "../session/address";
import { useDashboard } from "../session/store";

/** Returns whether a press is meant for this page, and not for another tab or window. */
export const isPlainPress = ({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;

/** Returns the address of a place, as this user sees it now. */
export const useHref = (to: Partial<Address>): string => useDashboard((state) => addressAfter(state, to));

interface PlaceLinkProps extends Omit<ComponentProps<"a">, "href"> {
  to: Partial<Address>;
}

/** A link to a place of this page. Another tab opens it too, and its address can be copied. */
export function PlaceLink({ to, onClick, children, ...rest }: PlaceLinkProps) {
  const href = useHref(to);
  const go = useDashboard((state) => state.go);

  function press(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    if (event.defaultPrevented || !isPlainPress(event)) return;
    event.preventDefault();
    go(to);
  }

  return (
    <a href={href} draggable={false} {...rest} onClick={press}>
      {children}
    </a>
  );
}

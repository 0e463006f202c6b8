// Where the focus goes when what had it is there no longer.

/** The first heading of the place one is at. */
export function headingOfPlace(): HTMLElement | null {
  const heading = document.querySelector<HTMLElement>("#main h1");
  if (heading) heading.tabIndex = -1;
  return heading;
}

/** Returns the link of an asset in the list, if it is there. */
export function linkOf(path: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`#main [data-asset="${CSS.escape(path)}"] a`);
}

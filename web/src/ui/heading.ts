/** The first heading of the place one is at: where the focus goes when what had it is there no longer. */
export function headingOfPlace(): HTMLElement | null {
  const heading = document.querySelector<HTMLElement>("#main h1");
  if (heading) heading.tabIndex = -1;
  return heading;
}

// Reads buttons and menu items from the document: what each asks, whether it is there, greyed, and why.
import { press } from "./support.mjs";

/** The controls of one place inside a part of the page. */
export function controlsIn(part, { resource, id }) {
  const mark = id ? `[data-on="collection ${id}"]` : `[data-path="${resource}"]`;
  return part.locator(`[data-action]${mark}`).evaluateAll((found) =>
    found.map((control) => ({
      action: control.dataset.action,
      ...(({ context }) => context && { context })(JSON.parse(control.dataset.question)),
      show: control.dataset.show,
      greyed: control.getAttribute("aria-disabled") === "true",
      reachable:
        control.checkVisibility() &&
        !control.hasAttribute("disabled") &&
        (control.tabIndex >= 0 || control.getAttribute("role") === "menuitem"),
      reason: control.getAttribute("aria-description"),
    })),
  );
}

/** Opens a menu by the keyboard, reads it, and closes it. */
export async function itemsOf(page, trigger, place) {
  await press(trigger);
  const menu = page.getByRole("menu");
  await menu.waitFor();
  await openRest(menu);
  const items = await controlsIn(menu, place);
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  return items;
}

/** Shows the operations of a menu that are not the usual ones, where it keeps some back. */
export async function openRest(menu) {
  if ((await menu.locator('[data-more="hidden"]').count()) === 0) return;
  await menu.locator("[data-more]").press("Enter");
  await menu.locator('[data-more="shown"]').waitFor();
}

/** How a decision of the command line must look on the page; nothing at all when it is hidden. */
export function controlsFor(decisions) {
  return decisions
    .filter(({ show }) => show !== "hidden")
    .map(({ action, context, show, allowed, message }) => ({
      action,
      ...(context && { context }),
      show,
      greyed: !allowed,
      reachable: true,
      reason: allowed ? null : message,
    }));
}

export function inOrder(controls) {
  const name = ({ action, context }) => `${action} ${JSON.stringify(context)}`;
  return [...controls].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

import { Toast } from "@base-ui/react/toast";

export const toasts = Toast.createToastManager();

export interface Notice {
  title: string;
  detail?: string | undefined;
  /** "plain": nothing was done, and nothing went wrong. */
  tone?: "good" | "bad" | "plain";
  /** A button beside the words, which also closes them. */
  action?: { readonly title: string; readonly onPress: () => void } | undefined;
}

/** A notice with a button stays longer: one has to read it first. */
const actionTimeout = 12_000;

export function notify({ title, detail, tone = "good", action }: Notice): void {
  const id = toasts.add({
    title,
    description: detail,
    type: tone,
    priority: tone === "bad" ? "high" : "low",
    // What failed stays until it is dismissed: 0 is no time limit.
    ...(tone === "bad" && { timeout: 0 }),
    ...(action && { timeout: actionTimeout, actionProps: { children: action.title, onClick: press } }),
  });

  function press() {
    toasts.close(id);
    action?.onPress();
  }
}

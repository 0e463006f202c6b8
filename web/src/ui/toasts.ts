import { Toast } from "@base-ui/react/toast";

export const toasts = Toast.createToastManager();

export interface Notice {
  title: string;
  detail?: string | undefined;
  /** "plain": nothing was done, and nothing went wrong. */
  tone?: "good" | "bad" | "plain";
}

export function notify({ title, detail, tone = "good" }: Notice): void {
  toasts.add({ title, description: detail, type: tone, priority: tone === "bad" ? "high" : "low" });
}

import { Toast } from "@base-ui/react/toast";

export const toasts = Toast.createToastManager();

export function notify({ title, detail, tone = "good" }: { title: string; detail?: string; tone?: "good" | "bad" }): void {
  toasts.add({ title, description: detail, type: tone, priority: tone === "bad" ? "high" : "low" });
}

import { notify } from "./toasts";

/** Copies an address to the clipboard, and says whether the browser let it. */
export async function copyAddress(address: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(address);
    notify({ title: "Link copied" });
  } catch {
    notify({ title: "The browser does not let this page copy", detail: address, tone: "bad" });
  }
}

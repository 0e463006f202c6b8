import { ConfirmDialog } from "./ConfirmDialog";
import { FormDialog } from "./FormDialog";
import { ShareDialog } from "./ShareDialog";
import type { Dialog } from "./store";

export function OpenDialog({ dialog }: { dialog: Dialog }) {
  switch (dialog.kind) {
    case "form":
      return <FormDialog asked={dialog.asked} />;
    case "confirm":
      return <ConfirmDialog asked={dialog.asked} />;
    case "share":
      return <ShareDialog {...dialog} />;
  }
}

import { MoreHorizontal } from "lucide-react";
import { ActionMenu } from "../follow/ActionMenu";
import { withButtons } from "../follow/sections";
import type { Entry } from "../session/listing";
import { actionsOn } from "../session/question";
import { Button } from "../ui/Button";

interface RowMenuProps {
  entry: Entry;
  tabIndex?: number;
  className?: string | undefined;
}

export function RowMenu({ entry, tabIndex, className }: RowMenuProps) {
  const label = `Operations on ${entry.name}`;
  return (
    <ActionMenu
      label={label}
      resource={entry.path}
      actions={withButtons(actionsOn(entry.path, entry.kind))}
      trigger={
        <Button look="quiet" iconOnly className={className} tabIndex={tabIndex} icon={<MoreHorizontal />}>
          {label}
        </Button>
      }
    />
  );
}

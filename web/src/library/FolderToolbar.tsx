import type { Action } from "lockstep";
import { PanelRight } from "lucide-react";
import { ActionButton } from "../follow/ActionButton";
import { ActionMenu } from "../follow/ActionMenu";
import { withButtons } from "../follow/sections";
import { actionsOn } from "../session/question";
import { useDashboard } from "../session/store";
import { Button } from "../ui/Button";
import { LayoutSwitch } from "./LayoutSwitch";
import styles from "./FolderToolbar.module.css";

/** The actions that are buttons; all further ones on the folder are in the menu beside them. */
const inReach: readonly Action[] = ["file.upload", "folder.create", "asset.share"];

export function FolderToolbar({ path }: { path: string }) {
  const go = useDashboard((state) => state.go);
  const open = useDashboard((state) => state.open);
  const rest = withButtons(actionsOn(path, "folder")).filter(
    (action) => !inReach.includes(action) && action !== "asset.view",
  );
  return (
    <div className={styles.toolbar}>
      {inReach.map((action, i) => (
        <ActionButton
          key={action}
          question={{ action, resource: path }}
          look={i === 0 ? "primary" : "plain"}
          shrinks={i > 0}
        />
      ))}
      <ActionMenu label="More for this folder" resource={path} actions={rest} />
      {path !== "/" && (
        <Button
          look="quiet"
          iconOnly
          className={styles.details}
          icon={<PanelRight />}
          aria-pressed={open === path}
          onClick={() => go({ open: open === path ? null : path })}>
          Folder details
        </Button>
      )}
      <LayoutSwitch />
    </div>
  );
}

import { Menu } from "@base-ui/react/menu";
import { ExternalLink, Link2, MoreHorizontal } from "lucide-react";
import { PlacedMenu, type MenuPlace } from "../follow/ActionMenu";
import { withButtons } from "../follow/sections";
import type { Entry } from "../session/listing";
import { actionsOn } from "../session/question";
import { useHref } from "../shell/PlaceLink";
import { Button } from "../ui/Button";
import { copyAddress } from "../ui/copy";
import popup from "../ui/Popup.module.css";
import { placeOfEntry, type ItemProps } from "./items";

export const menuLabel = (entry: Entry): string => `Operations on ${entry.name}`;

/** The button of an item that opens the list's menu. */
export function MenuButton({
  entry,
  active,
  menuId,
  calls,
  className,
}: ItemProps & { className?: string | undefined }) {
  return (
    <Button
      look="quiet"
      iconOnly
      className={className}
      tabIndex={active ? 0 : -1}
      icon={<MoreHorizontal />}
      aria-haspopup="menu"
      aria-expanded={menuId !== undefined}
      aria-controls={menuId}
      data-popup-open={menuId === undefined ? undefined : ""}
      onClick={({ currentTarget }) => calls.openMenu(entry, { anchor: currentTarget, opener: currentTarget })}>
      {menuLabel(entry)}
    </Button>
  );
}

interface ItemMenuProps {
  id: string;
  entry: Entry;
  place: MenuPlace | null;
  onClose: () => void;
}

/** The menu that the items of a list share. */
export function ItemMenu({ id, entry, place, onClose }: ItemMenuProps) {
  const href = useHref(placeOfEntry(entry));

  return (
    <PlacedMenu
      id={id}
      label={menuLabel(entry)}
      resource={entry.path}
      actions={withButtons(actionsOn(entry.path, entry.kind))}
      place={place}
      onClose={onClose}>
      <Menu.Item className={popup.item} render={<a href={href} target="_blank" rel="noreferrer" />}>
        <ExternalLink aria-hidden />
        Open in a new tab
      </Menu.Item>
      <Menu.Item className={popup.item} onClick={() => void copyAddress(new URL(href, window.location.href).href)}>
        <Link2 aria-hidden />
        Copy address
      </Menu.Item>
      <Menu.Separator className={popup.rule} />
    </PlacedMenu>
  );
}

import { Menu } from "@base-ui/react/menu";
import type { Action, Resource } from "lockstep";
import { CircleHelp, MoreHorizontal } from "lucide-react";
import { useAccess, type GuardedAttributes } from "lockstep/react";
import type { ReactElement } from "react";
import { pathOf, type Question } from "../session/question";
import { useDashboard } from "../session/store";
import { controlTitle } from "../session/titles";
import { Button } from "../ui/Button";
import popup from "../ui/Popup.module.css";
import { attributesOf, Control } from "./Control";
import { ActionIcon } from "./icons";
import { confirms, perform } from "./perform";
import { inSections } from "./sections";

interface ActionMenuProps {
  label: string;
  resource?: Resource;
  actions: readonly Action[];
  trigger?: ReactElement;
}

/** The overflow menu of one place. Its items are asked for only while it is open. */
export function ActionMenu({ label, resource, actions: list, trigger }: ActionMenuProps) {
  return (
    <Menu.Root>
      <Menu.Trigger
        render={
          trigger ?? (
            <Button look="quiet" iconOnly icon={<MoreHorizontal />}>
              {label}
            </Button>
          )
        }
      />
      <Menu.Portal>
        <Menu.Positioner className={popup.positioner} sideOffset={6} align="end" collisionPadding={12}>
          <Menu.Popup className={popup.popup} aria-label={label}>
            <MenuItems resource={resource} list={list} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function MenuItems({ resource, list }: { resource: Resource | undefined; list: readonly Action[] }) {
  const access = useAccess();
  const explain = useDashboard((state) => state.explain);
  const shown = list.filter((action) => access.show(action, resource) !== "hidden");
  const [first] = list;
  return (
    <>
      {inSections(shown).map((section) => (
        <Menu.Group key={section.title}>
          <Menu.GroupLabel className={popup.label}>{section.title}</Menu.GroupLabel>
          {section.actions.map((action) => (
            <Control key={action} question={{ action, resource }}>
              <ActionItem question={{ action, resource }} />
            </Control>
          ))}
        </Menu.Group>
      ))}
      {shown.length > 0 && <Menu.Separator className={popup.rule} />}
      {first && (
        <Menu.Item className={popup.item} onClick={() => explain({ action: shown[0] ?? first, resource })}>
          <CircleHelp aria-hidden />
          Why these?
        </Menu.Item>
      )}
    </>
  );
}

function ActionItem({ question, ...guard }: { question: Question } & GuardedAttributes) {
  const published = useDashboard(
    ({ session }) => session?.listing.byPath.get(pathOf(question.resource) ?? "")?.published,
  );
  const title = controlTitle(question.action, published);
  const { title: reason } = guard;
  return (
    <Menu.Item
      className={popup.item}
      data-destructive={confirms(question.action) ? "" : undefined}
      label={title}
      onClick={() => void perform(question)}
      {...attributesOf(question, guard)}>
      <ActionIcon action={question.action} />
      <span className={popup.grow}>
        {title}
        {reason !== undefined && (
          <span className={popup.note} aria-hidden>
            {reason}
          </span>
        )}
      </span>
    </Menu.Item>
  );
}

import { Menu } from "@base-ui/react/menu";
import type { Action, Resource } from "lockstep";
import { ChevronDown, ChevronUp, CircleHelp, Lock, MoreHorizontal } from "lucide-react";
import { useAccess, type GuardedAttributes } from "lockstep/react";
import { useState, type ReactElement, type ReactNode } from "react";
import { pathOf, type Question } from "../session/question";
import { useDashboard } from "../session/store";
import { controlTitle } from "../session/titles";
import { Button } from "../ui/Button";
import popup from "../ui/Popup.module.css";
import { attributesOf, Control } from "./Control";
import { ActionIcon } from "./icons";
import { confirms, perform } from "./perform";
import { inSections, usualAndOthers } from "./sections";

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

/** Where a menu opens, and what it gives the focus back to. */
export interface MenuPlace {
  readonly anchor: Element | { getBoundingClientRect: () => DOMRect };
  readonly opener: HTMLElement;
}

interface PlacedMenuProps extends Omit<ActionMenuProps, "trigger"> {
  /** Of the menu's element: what opens it names it. */
  id: string;
  /** Null while it is closed. */
  place: MenuPlace | null;
  onClose: () => void;
  /** Entries that need no permission. */
  children?: ReactNode;
}

/** The menu of one of many things, which share it. */
export function PlacedMenu({ id, label, resource, actions: list, place, onClose, children }: PlacedMenuProps) {
  return (
    <Menu.Root open={place !== null} onOpenChange={(open) => !open && onClose()}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={place?.anchor ?? null}
          className={popup.positioner}
          sideOffset={6}
          align="end"
          collisionPadding={12}>
          <Menu.Popup id={id} className={popup.popup} aria-label={label} finalFocus={() => place?.opener ?? true}>
            {children}
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
  const [isWhole, setWhole] = useState(false);
  const shown = list.filter((action) => access.show(action, resource) !== "hidden");
  const [usual, others] = usualAndOthers(shown);
  const [first] = list;
  return (
    <>
      {others.length === 0 ? (
        <Sections resource={resource} list={usual} />
      ) : (
        usual.map((action) => <ActionItem key={action} question={{ action, resource }} />)
      )}
      {isWhole && <Sections resource={resource} list={others} />}
      {shown.length > 0 && <Menu.Separator className={popup.rule} />}
      {others.length > 0 && (
        <Menu.Item
          className={popup.item}
          closeOnClick={false}
          data-more={isWhole ? "shown" : "hidden"}
          onClick={() => setWhole(!isWhole)}>
          {isWhole ? <ChevronUp aria-hidden /> : <ChevronDown aria-hidden />}
          {isWhole ? "Fewer operations" : "More operations"}
          <span className={popup.count}>{others.length}</span>
        </Menu.Item>
      )}
      {first && (
        <Menu.Item className={popup.item} onClick={() => explain({ action: shown[0] ?? first, resource })}>
          <CircleHelp aria-hidden />
          Why these?
        </Menu.Item>
      )}
    </>
  );
}

function Sections({ resource, list }: { resource: Resource | undefined; list: readonly Action[] }) {
  return inSections(list).map((section) => (
    <Menu.Group key={section.title}>
      <Menu.GroupLabel className={popup.label}>{section.title}</Menu.GroupLabel>
      {section.actions.map((action) => (
        <ActionItem key={action} question={{ action, resource }} />
      ))}
    </Menu.Group>
  ));
}

function ActionItem({ question }: { question: Question }) {
  return (
    <Control question={question}>
      <ItemOfAction question={question} />
    </Control>
  );
}

function ItemOfAction({ question, ...guard }: { question: Question } & GuardedAttributes) {
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
      <span className={popup.grow}>{title}</span>
      {reason !== undefined && <Lock className={popup.lock} aria-hidden />}
    </Menu.Item>
  );
}

import { Menu } from "@base-ui/react/menu";
import type { Action, Resource } from "lockstep";
import { CircleHelp, MoreHorizontal } from "lucide-react";
import { useId, type ReactElement } from "react";
import { ask, pathOf, type Question } from "../session/question";
import { useAway, useDashboard, useSession } from "../session/store";
import { controlTitle } from "../session/titles";
import { Button } from "../ui/Button";
import popup from "../ui/Popup.module.css";
import { ActionIcon } from "./icons";
import { confirms, perform } from "./perform";
import { inSections } from "./sections";
import { marks, offerOf } from "./useDecision";

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
  const { access } = useSession();
  const explain = useDashboard((state) => state.explain);
  const shown = list.filter((action) => ask(access, { action, resource }).show !== "hidden");
  const [first] = list;
  return (
    <>
      {inSections(shown).map((section) => (
        <Menu.Group key={section.title}>
          <Menu.GroupLabel className={popup.label}>{section.title}</Menu.GroupLabel>
          {section.actions.map((action) => (
            <ActionItem key={action} question={{ action, resource }} />
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

function ActionItem({ question }: { question: Question }) {
  const { access, listing } = useSession();
  const explain = useDashboard((state) => state.explain);
  const decision = offerOf(question.action, ask(access, question), useAway());
  const reasonId = useId();
  const title = controlTitle(question.action, listing.byPath.get(pathOf(question.resource) ?? "")?.published);
  return (
    <Menu.Item
      className={popup.item}
      {...marks(question, decision)}
      data-destructive={confirms(question.action) ? "" : undefined}
      aria-describedby={decision.allowed ? undefined : reasonId}
      label={title}
      onClick={() => (decision.allowed ? perform(question) : explain(question))}>
      <ActionIcon action={question.action} />
      <span className={popup.grow}>
        {title}
        {!decision.allowed && (
          <span id={reasonId} className={popup.note}>
            {decision.message}
          </span>
        )}
      </span>
    </Menu.Item>
  );
}

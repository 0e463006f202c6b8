// Controls that follow the engine: usable, greyed with the reason, or not there.
import { Menu } from "@base-ui/react/menu";
import { Guarded, type GuardedAttributes } from "lockstep/react";
import { CircleHelp, Lock, MoreHorizontal } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { useBusy } from "../follow/useBusy";
import { Button, type Look } from "../ui/Button";
import { Hint } from "../ui/Hint";
import popup from "../ui/Popup.module.css";
import { perform } from "./perform";
import { actionTitle, type Policy } from "./policy";
import { bound, useAnswers, type Asked } from "./question";
import { explain, useAway, useSession, useWorkspace } from "./store";
import styles from "./controls.module.css";

interface FollowProps {
  asked: Asked;
  children: ReactElement;
  fallback?: ReactNode;
}

/** A control for one request. Pressed while greyed, it explains itself. */
export function Follow({ asked, children, fallback }: FollowProps) {
  const away = useAway();
  return (
    <Guarded {...bound(asked)} unavailable={away} onDenied={() => explain(asked)} fallback={fallback}>
      {children}
    </Guarded>
  );
}

/** Returns the marks by which tests and the X-ray read a control, and what greys it. */
export function attributesOf({ action, resource }: Asked, { title, ...guard }: GuardedAttributes) {
  return {
    "data-action": action,
    "data-on": typeof resource === "object" ? Object.entries(resource)[0]?.join(" ") : resource,
    "data-show": title === undefined ? "enabled" : "disabled",
    ...guard,
  } as const;
}

interface ActionButtonProps {
  asked: Asked;
  look?: Look;
  children?: ReactNode;
  /** What a press does; by default what the effect of the action needs. */
  onAllowed?: () => unknown;
}

export function ActionButton({ asked, children, ...rest }: ActionButtonProps) {
  const { policy } = useSession();
  return (
    <Follow asked={asked}>
      <Face asked={asked} {...rest}>
        {children ?? actionTitle(policy, asked.action)}
      </Face>
    </Follow>
  );
}

function Face({
  asked,
  look,
  children,
  onAllowed = () => perform(asked),
  ...guard
}: ActionButtonProps & GuardedAttributes) {
  const { busy, once } = useBusy();
  return (
    <Hint text={guard.title}>
      <Button
        look={look}
        className={styles.action}
        icon={guard.title === undefined ? undefined : <Lock />}
        aria-busy={busy || undefined}
        onClick={() => void once(onAllowed)}
        {...attributesOf(asked, guard)}>
        {children}
      </Button>
    </Hint>
  );
}

interface ActionMenuProps {
  label: string;
  resource: Asked["resource"];
  actions: readonly string[];
}

/** The menu of one resource: its actions, each with its reason where it is greyed. */
export function ActionMenu({ label, resource, actions }: ActionMenuProps) {
  return (
    <Menu.Root>
      <Menu.Trigger
        render={
          <Button look="quiet" iconOnly icon={<MoreHorizontal />}>
            {label}
          </Button>
        }
      />
      <Menu.Portal>
        <Menu.Positioner className={popup.positioner} sideOffset={6} align="end" collisionPadding={12}>
          <Menu.Popup className={popup.popup} aria-label={label}>
            <MenuItems resource={resource} actions={actions} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function MenuItems({ resource, actions }: Omit<ActionMenuProps, "label">) {
  const { policy } = useSession();
  const answers = useAnswers();
  const shown = actions.filter((action) => answers.show(action, resource) !== "hidden");
  const [first] = shown.length > 0 ? shown : actions;
  return (
    <>
      {shown.map((action) => (
        <Follow key={action} asked={{ action, resource }}>
          <ActionItem asked={{ action, resource }} policy={policy} />
        </Follow>
      ))}
      {shown.length > 0 && <Menu.Separator className={popup.rule} />}
      {first !== undefined && (
        <Menu.Item className={popup.item} onClick={() => explain({ action: first, resource })}>
          <CircleHelp aria-hidden />
          Why these?
        </Menu.Item>
      )}
    </>
  );
}

function ActionItem({ asked, policy, ...guard }: { asked: Asked; policy: Policy } & GuardedAttributes) {
  const title = actionTitle(policy, asked.action);
  return (
    <Menu.Item
      className={popup.item}
      data-destructive={policy.actions[asked.action]?.destructive ? "" : undefined}
      label={title}
      onClick={() => void perform(asked)}
      {...attributesOf(asked, guard)}>
      <span className={popup.grow}>
        {title}
        {guard.title !== undefined && (
          <span className={popup.note} aria-hidden>
            {guard.title}
          </span>
        )}
      </span>
    </Menu.Item>
  );
}

/** Returns the actions of a list that are not hidden; in the X-ray all of them, which has ghosts of the others. */
export function useOffered(list: readonly string[], resource?: Asked["resource"]): readonly string[] {
  const answers = useAnswers();
  const xray = useWorkspace((state) => state.xray);
  return list.filter((action) => xray || answers.show(action, resource) !== "hidden");
}

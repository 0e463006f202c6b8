import { Menu } from "@base-ui/react/menu";
import { roles, type Role } from "lockstep";
import { Check, ChevronsUpDown } from "lucide-react";
import { useId } from "react";
import { marks, useOffer } from "../follow/useDecision";
import type { User } from "lockstep/live";
import { ask, type Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { roleTitle } from "../session/titles";
import { Button } from "../ui/Button";
import { Hint } from "../ui/Hint";
import popup from "../ui/Popup.module.css";
import styles from "./RoleMenu.module.css";

export const roleIds = Object.keys(roles) as Role[];

/** The role of one person; every other role is offered or greyed as the engine says. */
export function RoleMenu({ person }: { person: User }) {
  const question: Question = { action: "user.set_role", resource: { user: person.id } };
  const decision = useOffer(question);
  const explain = useDashboard((state) => state.explain);
  const reasonId = useId();
  const label = `Role of ${person.name}: ${roleTitle(person.role)}`;
  const face = (
    <Button
      className={styles.trigger}
      aria-label={label}
      {...marks(question, decision)}
      aria-describedby={decision.allowed ? undefined : reasonId}
      onClick={decision.allowed ? undefined : () => explain(question)}>
      <span className={styles.text}>{roleTitle(person.role)}</span>
      <ChevronsUpDown aria-hidden />
    </Button>
  );
  if (!decision.allowed) {
    return (
      <>
        <Hint text={decision.message}>{face}</Hint>
        <span id={reasonId} className="visuallyHidden">
          {decision.message}
        </span>
      </>
    );
  }
  return (
    <Menu.Root>
      <Menu.Trigger render={face} />
      <Menu.Portal>
        <Menu.Positioner className={popup.positioner} sideOffset={6} align="end" collisionPadding={12}>
          <Menu.Popup className={popup.popup} aria-label={label}>
            {roleIds.map((role) => (
              <RoleItem key={role} person={person} role={role} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function RoleItem({ person, role }: { person: User; role: Role }) {
  const { access } = useSession();
  const openDialog = useDashboard((state) => state.openDialog);
  const explain = useDashboard((state) => state.explain);
  const question: Question = { action: "user.set_role", resource: { user: person.id }, context: { role } };
  const decision = ask(access, question);
  const chosen = person.role === role;
  return (
    <Menu.Item
      className={popup.item}
      data-role={role}
      label={roles[role].title}
      {...marks(question, decision)}
      onClick={() => (decision.allowed ? chosen || openDialog({ kind: "role", question }) : explain(question))}>
      <span className={popup.grow}>
        {roles[role].title}
        {!decision.allowed && <span className={popup.note}>{decision.message}</span>}
      </span>
      {chosen && <Check aria-label="current" />}
    </Menu.Item>
  );
}

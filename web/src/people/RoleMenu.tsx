import { Menu } from "@base-ui/react/menu";
import { roles, type Role } from "lockstep";
import type { User } from "lockstep/live";
import type { GuardedAttributes } from "lockstep/react";
import { Check, ChevronsUpDown } from "lucide-react";
import { attributesOf, Control } from "../follow/Control";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";
import { roleTitle } from "../session/titles";
import { Button } from "../ui/Button";
import { Hint } from "../ui/Hint";
import popup from "../ui/Popup.module.css";
import styles from "./RoleMenu.module.css";

export const roleIds = Object.keys(roles) as Role[];

/** The role of one person; every other role is offered or greyed as the engine says. */
export function RoleMenu({ person }: { person: User }) {
  const question: Question = { action: "user.set_role", resource: { user: person.id } };
  return (
    <Control question={question} fallback={roleTitle(person.role)}>
      <Roles question={question} person={person} />
    </Control>
  );
}

function Roles({ question, person, ...guard }: { question: Question; person: User } & GuardedAttributes) {
  const label = `Role of ${person.name}: ${roleTitle(person.role)}`;
  const face = (
    <Button className={styles.trigger} aria-label={label} {...attributesOf(question, guard)}>
      <span className={styles.text}>{roleTitle(person.role)}</span>
      <ChevronsUpDown aria-hidden />
    </Button>
  );
  if (guard.title !== undefined) return <Hint text={guard.title}>{face}</Hint>;
  return (
    <Menu.Root>
      <Menu.Trigger render={face} />
      <Menu.Portal>
        <Menu.Positioner className={popup.positioner} sideOffset={6} align="end" collisionPadding={12}>
          <Menu.Popup className={popup.popup} aria-label={label}>
            {roleIds.map((role) => (
              <RoleChoice key={role} person={person} role={role} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface RoleProps {
  person: User;
  role: Role;
}

function RoleChoice({ person, role }: RoleProps) {
  const question: Question = { action: "user.set_role", resource: { user: person.id }, context: { role } };
  return (
    <Control question={question}>
      <RoleItem question={question} person={person} role={role} />
    </Control>
  );
}

function RoleItem({ question, person, role, ...guard }: RoleProps & { question: Question } & GuardedAttributes) {
  const openDialog = useDashboard((state) => state.openDialog);
  const chosen = person.role === role;
  return (
    <Menu.Item
      className={popup.item}
      data-role={role}
      label={roles[role].title}
      onClick={() => chosen || openDialog({ kind: "role", question })}
      {...attributesOf(question, guard)}>
      <span className={popup.grow}>
        {roles[role].title}
        {guard.title !== undefined && (
          <span className={popup.note} aria-hidden>
            {guard.title}
          </span>
        )}
      </span>
      {chosen && <Check aria-label="current" />}
    </Menu.Item>
  );
}

import { Menu } from "@base-ui/react/menu";
import { useCan } from "lockstep/react";
import { Check, ChevronDown, LogOut } from "lucide-react";
import { marks } from "../follow/marks";
import { useAway, useDashboard, useSession } from "../session/store";
import { roleTitle } from "../session/titles";
import { Avatar } from "../ui/Avatar";
import popup from "../ui/Popup.module.css";
import styles from "./PersonMenu.module.css";

/** Who is looking. Choosing another signs in as them and loads their snapshot. */
export function PersonMenu() {
  const { people } = useSession();
  const as = useDashboard((state) => state.as);
  const lookAs = useDashboard((state) => state.lookAs);
  const stale = useDashboard((state) => state.connection === "stale");
  const person = people.find((one) => one.id === as) ?? { id: as, name: as, role: "" };
  return (
    <Menu.Root>
      <Menu.Trigger className={styles.trigger}>
        <span className="visuallyHidden">Viewing as </span>
        <Avatar name={person.name} />
        <span className={styles.who}>
          <span className={styles.name}>{person.name}</span>
          <span className={styles.role}>{roleTitle(person.role)}</span>
        </span>
        <ChevronDown aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={popup.positioner} sideOffset={8} align="end" collisionPadding={12}>
          <Menu.Popup className={popup.popup}>
            <Menu.RadioGroup value={as} onValueChange={(id) => void lookAs(String(id))}>
              <Menu.GroupLabel className={popup.label}>
                View the library as{stale && " (waits for the server)"}
              </Menu.GroupLabel>
              {people.map((user) => (
                <Menu.RadioItem
                  key={user.id}
                  value={user.id}
                  className={popup.item}
                  label={user.name}
                  disabled={stale}
                  closeOnClick
                  data-person={user.id}>
                  <Avatar name={user.name} />
                  <span className={popup.grow}>
                    {user.name}
                    <span className={popup.note}>{roleTitle(user.role)}</span>
                  </span>
                  <Menu.RadioItemIndicator>
                    <Check size={16} aria-hidden />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <SignOut />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function SignOut() {
  const signOut = useDashboard((state) => state.signOut);
  const question = { action: "session.end" } as const;
  const away = useAway();
  if (!useCan("session.end") || away !== null) return null;
  return (
    <>
      <Menu.Separator className={popup.rule} />
      <Menu.Item className={popup.item} {...marks(question, "enabled")} onClick={() => void signOut()}>
        <LogOut aria-hidden />
        Sign out
      </Menu.Item>
    </>
  );
}

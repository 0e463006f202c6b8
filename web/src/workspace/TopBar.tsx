import { Menu } from "@base-ui/react/menu";
import { Check, ChevronDown, Menu as MenuIcon, Moon, Sun } from "lucide-react";
import { ConnectionState } from "../shell/Connection";
import person from "../shell/PersonMenu.module.css";
import bar from "../shell/TopBar.module.css";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import popup from "../ui/Popup.module.css";
import { XraySwitch } from "../xray/XrayButton";
import { roleTitle } from "./facts";
import { useSession, useWorkspace } from "./store";
import styles from "./Workspace.module.css";

export function TopBar() {
  const { policy } = useSession();
  const theme = useWorkspace((state) => state.theme);
  const xray = useWorkspace((state) => state.xray);
  const connection = useWorkspace((state) => state.connection);
  const isDark = theme === "dark";
  return (
    <header className={bar.bar}>
      <Button
        look="quiet"
        iconOnly
        className={bar.menu}
        icon={<MenuIcon />}
        onClick={() => useWorkspace.setState({ menuOpen: true })}>
        Open the menu
      </Button>
      <p className={styles.policy}>{policy.title ?? policy.id}</p>
      <div className={bar.end}>
        <ConnectionState state={connection} />
        <XraySwitch xray={xray} setXray={(on) => useWorkspace.setState({ xray: on })} />
        <Button
          look="quiet"
          iconOnly
          icon={isDark ? <Sun /> : <Moon />}
          onClick={() => useWorkspace.setState({ theme: isDark ? "light" : "dark" })}>
          {isDark ? "Light theme" : "Dark theme"}
        </Button>
        <PersonMenu />
      </div>
    </header>
  );
}

/** Who is looking. Choosing another signs in as them and loads their snapshot. */
function PersonMenu() {
  const { as, people, policy, facts } = useSession();
  const lookAs = useWorkspace((state) => state.lookAs);
  const shown = people.find(({ id }) => id === as) ?? { id: as, name: as, role: "" };
  return (
    <Menu.Root>
      <Menu.Trigger className={person.trigger}>
        <span className="visuallyHidden">Viewing as </span>
        <Avatar name={shown.name} />
        <span className={person.who}>
          <span className={person.name}>{shown.name}</span>
          <span className={person.role}>{roleTitle(policy, facts, shown.role)}</span>
        </span>
        <ChevronDown aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={popup.positioner} sideOffset={8} align="end" collisionPadding={12}>
          <Menu.Popup className={popup.popup}>
            <Menu.RadioGroup value={as} onValueChange={(id) => void lookAs(String(id))}>
              <Menu.GroupLabel className={popup.label}>View the account as</Menu.GroupLabel>
              {people.map(({ id, name, role }) => (
                <Menu.RadioItem key={id} value={id} className={popup.item} label={name} closeOnClick data-person={id}>
                  <Avatar name={name} />
                  <span className={popup.grow}>
                    {name}
                    <span className={popup.note}>{roleTitle(policy, facts, role)}</span>
                  </span>
                  <Menu.RadioItemIndicator>
                    <Check size={16} aria-hidden />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

import type { GuardedAttributes } from "lockstep/react";
import { Menu as MenuIcon, Moon, Search, Sun } from "lucide-react";
import { attributesOf, Control } from "../follow/Control";
import { useDashboard } from "../session/store";
import { Button } from "../ui/Button";
import { XrayButton } from "../xray/XrayButton";
import { Connection } from "./Connection";
import { PersonMenu } from "./PersonMenu";
import styles from "./TopBar.module.css";

export function TopBar() {
  const theme = useDashboard((state) => state.theme);
  const setTheme = useDashboard((state) => state.setTheme);
  const setMenuOpen = useDashboard((state) => state.setMenuOpen);
  const dark = theme === "dark";
  return (
    <header className={styles.bar}>
      <Button look="quiet" iconOnly className={styles.menu} icon={<MenuIcon />} onClick={() => setMenuOpen(true)}>
        Open the menu
      </Button>
      <SearchField />
      <div className={styles.end}>
        <Connection />
        <XrayButton />
        <Button
          look="quiet"
          iconOnly
          icon={dark ? <Sun /> : <Moon />}
          onClick={() => setTheme(dark ? "light" : "dark")}>
          {dark ? "Light theme" : "Dark theme"}
        </Button>
        <PersonMenu />
      </div>
    </header>
  );
}

const search = { action: "asset.search", resource: "/" } as const;

function SearchField() {
  return (
    <Control question={search} isLocal>
      <SearchInput />
    </Control>
  );
}

/** A greyed one keeps its words, so that they can be copied. */
function SearchInput(guard: GuardedAttributes) {
  const query = useDashboard((state) => state.query);
  const go = useDashboard((state) => state.go);
  return (
    <search className={styles.search}>
      <Search aria-hidden />
      <input
        type="search"
        aria-label="Search files and folders"
        placeholder={guard.title ?? "Search files and folders"}
        value={query}
        readOnly={guard.title !== undefined}
        onChange={(event) => go({ view: "library", collection: null, query: event.target.value })}
        {...attributesOf(search, guard)}
      />
    </search>
  );
}

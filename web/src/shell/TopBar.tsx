import { Menu as MenuIcon, Moon, Search, Sun } from "lucide-react";
import { marks, useDecision } from "../follow/useDecision";
import { useDashboard } from "../session/store";
import { Button } from "../ui/Button";
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

function SearchField() {
  const query = useDashboard((state) => state.query);
  const go = useDashboard((state) => state.go);
  const question = { action: "asset.search", resource: "/" } as const;
  const decision = useDecision(question);
  if (decision.show === "hidden") return null;
  return (
    <search className={styles.search}>
      <Search aria-hidden />
      <input
        type="search"
        aria-label="Search files and folders"
        placeholder={decision.allowed ? "Search files and folders" : decision.message}
        value={query}
        readOnly={!decision.allowed}
        onChange={(event) => go({ view: "library", collection: null, query: event.target.value })}
        {...marks(question, decision)}
      />
    </search>
  );
}

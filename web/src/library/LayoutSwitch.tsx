import { LayoutGrid, List } from "lucide-react";
import { useDashboard } from "../session/store";
import styles from "./LayoutSwitch.module.css";

export function LayoutSwitch() {
  const layout = useDashboard((state) => state.layout);
  const setLayout = useDashboard((state) => state.setLayout);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups the fields of a form, and this is none
    <div role="group" aria-label="Layout" className={styles.switch}>
      <button type="button" aria-pressed={layout === "grid"} onClick={() => setLayout("grid")}>
        <LayoutGrid aria-hidden />
        <span className="visuallyHidden">Grid</span>
      </button>
      <button type="button" aria-pressed={layout === "list"} onClick={() => setLayout("list")}>
        <List aria-hidden />
        <span className="visuallyHidden">List</span>
      </button>
    </div>
  );
}

import { ScanEye } from "lucide-react";
import { useEffect } from "react";
import { useDashboard } from "../session/store";
import { Button } from "../ui/Button";
import { Hint } from "../ui/Hint";
import styles from "./XrayButton.module.css";

/** Where a letter is written, or chooses something. */
const takesLetters = "input, textarea, select, [contenteditable], [role=menu], [role=listbox], [role=combobox]";

/** The switch of the library's page. */
export function XrayButton() {
  const xray = useDashboard((state) => state.xray);
  const setXray = useDashboard((state) => state.setXray);
  return <XraySwitch xray={xray} setXray={setXray} />;
}

interface XraySwitchProps {
  xray: boolean;
  setXray: (xray: boolean) => void;
}

/** Switches the X-ray on and off; so does the key X. */
export function XraySwitch({ xray, setXray }: XraySwitchProps) {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
      if (event.key.toLowerCase() !== "x" || !isPlain || event.repeat) return;
      if (event.target instanceof Element && event.target.closest(takesLetters)) return;
      setXray(!xray);
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [xray, setXray]);
  return (
    <Hint text="Outline every control by the engine's answer (X)">
      <Button
        look="plain"
        shrinks
        className={styles.button}
        icon={<ScanEye />}
        aria-pressed={xray}
        aria-keyshortcuts="X"
        onClick={() => setXray(!xray)}>
        X-ray
      </Button>
    </Hint>
  );
}

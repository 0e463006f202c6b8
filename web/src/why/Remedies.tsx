import type { Decision } from "lockstep";
import { useAway, useDashboard } from "../session/store";
import { levelTitle, titleOf } from "../session/titles";
import { fieldInWords } from "../session/words";
import { Button } from "../ui/Button";
import styles from "./WhyPanel.module.css";

type Remedy = Decision["remedies"][number];

function RemedyText({ remedy }: { remedy: Remedy }) {
  switch (remedy.kind) {
    case "ask":
      return <>Ask someone who manages {remedy.on ?? "it"} for “{levelTitle(remedy.level) || "access"}”</>;
    case "upgrade":
      return <>Upgrade to the {titleOf(remedy.plan)} plan</>;
    case "raise_limit":
      return <>Free one, or have the limit raised{remedy.limit && ` (${titleOf(remedy.limit)})`}</>;
    case "change_field":
      return <>Change {fieldInWords(remedy.field ?? "")}</>;
    case "switch_on":
      return <>Switch on {titleOf(remedy.feature)}</>;
  }
}

export function Remedies({ decision }: { decision: Decision }) {
  const setPlan = useDashboard((state) => state.setPlan);
  const away = useAway();
  if (decision.remedies.length === 0) return null;
  return (
    <section className={styles.part}>
      <h3>What would help</h3>
      <ul className={styles.list}>
        {decision.remedies.map((remedy, i) => {
          const upgrade = remedy.kind === "upgrade" ? remedy.plan : undefined;
          return (
            <li key={i} data-remedy={remedy.kind}>
              <RemedyText remedy={remedy} />
              {upgrade && away === null && <Button onClick={() => void setPlan(upgrade)}>Try it in this demo</Button>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

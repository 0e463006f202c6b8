import type { Action } from "lockstep";
import { ActionButton } from "../follow/ActionButton";
import { inSections, withButtons } from "../follow/sections";
import { useOffered } from "../follow/useOffered";
import { actionsOn } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { roleTitle, titleOf } from "../session/titles";
import styles from "./AccountPage.module.css";

/** These have a page of their own. */
const elsewhere: readonly Action[] = ["collection.view", "user.view", "group.view"];

/** Every action on the account itself, as cards by section; each button follows the engine. */
export function AccountPage() {
  const { facts } = useSession();
  const as = useDashboard((state) => state.as);
  const role = facts.users.find((user) => user.id === as)?.role ?? "";
  const shown = useOffered(withButtons(actionsOn(undefined)).filter((action) => !elsewhere.includes(action)));
  return (
    <>
      <header className={styles.head}>
        <h1>Account</h1>
        <p>
          {roleTitle(role)}, on the {titleOf(facts.terms.plan)} plan.
        </p>
      </header>
      <div className={styles.cards}>
        {inSections(shown).map((section) => (
          <section key={section.title} className={styles.card}>
            <h2>{section.title}</h2>
            <ul>
              {section.actions.map((action) => (
                <li key={action}>
                  <ActionButton question={{ action }} look="quiet" className={styles.action} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

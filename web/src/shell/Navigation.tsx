import { CreditCard, Images, LibraryBig, Lock, Users, type LucideIcon } from "lucide-react";
import { FolderTree } from "../library/FolderTree";
import { useDecision, marks } from "../follow/useDecision";
import type { Page } from "../session/address";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";
import { Hint } from "../ui/Hint";
import { DemoControls } from "./DemoControls";
import styles from "./Navigation.module.css";

const pages: { page: Page; title: string; icon: LucideIcon; question: Question }[] = [
  { page: "library", title: "Library", icon: LibraryBig, question: { action: "asset.view", resource: "/" } },
  { page: "collections", title: "Collections", icon: Images, question: { action: "collection.view" } },
  { page: "users", title: "Users and groups", icon: Users, question: { action: "user.view" } },
  { page: "account", title: "Account", icon: CreditCard, question: { action: "profile.edit" } },
];

export function Navigation() {
  return (
    <div className={styles.navigation}>
      <p className={styles.brand}>
        <img src="./icon.svg" alt="" width="28" height="28" />
        Northpine
      </p>
      <nav aria-label="Pages">
        <ul>
          {pages.map((item) => (
            <PageLink key={item.page} {...item} />
          ))}
        </ul>
      </nav>
      <FolderTree />
      <DemoControls />
    </div>
  );
}

function PageLink({ page, title, icon: Icon, question }: (typeof pages)[number]) {
  const view = useDashboard((state) => state.view);
  const go = useDashboard((state) => state.go);
  const explain = useDashboard((state) => state.explain);
  const decision = useDecision(question);
  if (decision.show === "hidden") return null;
  const off = !decision.allowed;
  return (
    <li>
      <Hint text={off ? decision.message : null}>
        <button
          type="button"
          className={styles.page}
          aria-current={view === page ? "page" : undefined}
          {...marks(question, decision)}
          aria-description={off ? decision.message : undefined}
          onClick={() => (off ? explain(question) : go({ view: page, path: "/", collection: null }))}
        >
          <Icon aria-hidden />
          <span>{title}</span>
          {off && <Lock className={styles.lock} aria-hidden />}
        </button>
      </Hint>
    </li>
  );
}

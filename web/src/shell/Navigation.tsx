import { CreditCard, Images, LibraryBig, Link2, Lock, Users, type LucideIcon } from "lucide-react";
import { FolderTree } from "../library/FolderTree";
import { useDecision, marks } from "../follow/useDecision";
import { questionOfLinks } from "../links/LinksPage";
import type { Page } from "../session/address";
import type { Question } from "../session/question";
import { useDashboard, useSession, type Session } from "../session/store";
import { Hint } from "../ui/Hint";
import { DemoControls } from "./DemoControls";
import styles from "./Navigation.module.css";

const pages: { page: Page; title: string; icon: LucideIcon; question: (session: Session) => Question }[] = [
  { page: "library", title: "Library", icon: LibraryBig, question: () => ({ action: "asset.view", resource: "/" }) },
  { page: "collections", title: "Collections", icon: Images, question: () => ({ action: "collection.view" }) },
  { page: "links", title: "Public links", icon: Link2, question: questionOfLinks },
  { page: "users", title: "Users and groups", icon: Users, question: () => ({ action: "user.view" }) },
  { page: "account", title: "Account", icon: CreditCard, question: () => ({ action: "profile.edit" }) },
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

function PageLink({ page, title, icon: Icon, question: questionOf }: (typeof pages)[number]) {
  const question = questionOf(useSession());
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
          onClick={() => (off ? explain(question) : go({ view: page, path: "/", collection: null }))}>
          <Icon aria-hidden />
          <span>{title}</span>
          {off && <Lock className={styles.lock} aria-hidden />}
        </button>
      </Hint>
    </li>
  );
}

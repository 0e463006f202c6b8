import type { GuardedAttributes } from "lockstep/react";
import { CreditCard, Images, LibraryBig, Link2, Lock, Users, type LucideIcon } from "lucide-react";
import { FolderTree } from "../library/FolderTree";
import { attributesOf, Control } from "../follow/Control";
import { questionOfLinks } from "../links/LinksPage";
import type { Page } from "../session/address";
import type { Question } from "../session/question";
import { useDashboard, useSession, type Session } from "../session/store";
import { Hint } from "../ui/Hint";
import { DemoControls } from "./DemoControls";
import styles from "./Navigation.module.css";

const pages: { page: Page; name: string; icon: LucideIcon; question: (session: Session) => Question }[] = [
  { page: "library", name: "Library", icon: LibraryBig, question: () => ({ action: "asset.view", resource: "/" }) },
  { page: "collections", name: "Collections", icon: Images, question: () => ({ action: "collection.view" }) },
  { page: "links", name: "Public links", icon: Link2, question: questionOfLinks },
  { page: "users", name: "Users and groups", icon: Users, question: () => ({ action: "user.view" }) },
  { page: "account", name: "Account", icon: CreditCard, question: () => ({ action: "profile.edit" }) },
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

type Item = (typeof pages)[number];

function PageLink(item: Item) {
  const question = item.question(useSession());
  return (
    <Control question={question} isLocal>
      <PageButton {...item} asked={question} />
    </Control>
  );
}

function PageButton({
  page,
  name,
  icon: Icon,
  question: _,
  asked,
  ...guard
}: Item & { asked: Question } & GuardedAttributes) {
  const view = useDashboard((state) => state.view);
  const go = useDashboard((state) => state.go);
  return (
    <li>
      <Hint text={guard.title}>
        <button
          type="button"
          className={styles.page}
          aria-current={view === page ? "page" : undefined}
          onClick={() => go({ view: page, path: "/", collection: null })}
          {...attributesOf(asked, guard)}>
          <Icon aria-hidden />
          <span>{name}</span>
          {guard.title !== undefined && <Lock className={styles.lock} aria-hidden />}
        </button>
      </Hint>
    </li>
  );
}

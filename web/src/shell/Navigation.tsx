import type { GuardedAttributes } from "lockstep/react";
import { CreditCard, Images, LibraryBig, Link2, Lock, Users, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { FolderTree } from "../library/FolderTree";
import { attributesOf, Control } from "../follow/Control";
import { questionOfLinks } from "../links/questionOfLinks";
import icon from "../icon.svg";
import { navigationPageOf, type Page } from "../session/address";
import type { Question } from "../session/question";
import { useDashboard, useSession, type Session } from "../session/store";
import { PlaceLink } from "./PlaceLink";
import { Hint } from "../ui/Hint";
import { DemoControls } from "./parts";
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
        <img src={icon} alt="" width="28" height="28" />
        <span>
          Lockstep
          <span className={styles.what}>Demo: Northpine media library</span>
        </span>
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

function PageLink({ page, name, icon: Icon, question: questionOf }: (typeof pages)[number]) {
  const question = questionOf(useSession());
  return (
    <li>
      <Control question={question} isLocal>
        <PageAnchor page={page} question={question} icon={<Icon aria-hidden />}>
          {name}
        </PageAnchor>
      </Control>
    </li>
  );
}

interface PageAnchorProps extends GuardedAttributes {
  page: Page;
  question: Question;
  icon: ReactNode;
  children: ReactNode;
}

function PageAnchor({ page, question, icon, children, ...guard }: PageAnchorProps) {
  const view = useDashboard((state) => state.view);
  return (
    <Hint text={guard.title}>
      <PlaceLink
        to={{ view: page, path: "/", collection: null }}
        className={styles.page}
        aria-current={navigationPageOf(view) === page ? "page" : undefined}
        {...attributesOf(question, guard)}>
        {icon}
        <span>{children}</span>
        {guard.title !== undefined && <Lock className={styles.lock} aria-hidden />}
      </PlaceLink>
    </Hint>
  );
}

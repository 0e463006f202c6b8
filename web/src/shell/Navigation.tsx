import type { GuardedAttributes } from "lockstep/react";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { FolderTree } from "../library/FolderTree";
import { dropInto, dropIntoCollections } from "../library/drag";
import { attributesOf, Control } from "../follow/Control";
import icon from "../icon.svg";
import { navigationPageOf, type Page } from "../session/address";
import type { Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { PlaceLink } from "./PlaceLink";
import { Hint } from "../ui/Hint";
import { pages } from "./pages";
import { DemoControls } from "./parts";
import styles from "./Navigation.module.css";

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
        {...(page === "collections" ? dropIntoCollections : page === "library" ? dropInto("/") : {})}
        {...attributesOf(question, guard)}>
        {icon}
        <span>{children}</span>
        {guard.title !== undefined && <Lock className={styles.lock} aria-hidden />}
      </PlaceLink>
    </Hint>
  );
}

import { LockstepProvider, useDecision } from "lockstep/react";
import { ServerOff, UserX } from "lucide-react";
import { useEffect } from "react";
import { WhyShortcut } from "../follow/WhyShortcut";
import { DragNote } from "../library/DragNote";
import { LibraryPage } from "../library/LibraryPage";
import { useDashboard, useSession } from "../session/store";
import { Empty } from "../ui/Empty";
import { XrayPlace } from "../xray/XrayPlace";
import { loadParts } from "./later";
import { Banner } from "./Connection";
import { Navigation } from "./Navigation";
import { Failure, Loading, SignedOut } from "./Loading";
import {
  AccountPage,
  AuditPage,
  CollectionsPage,
  ComparePage,
  DetailsPanel,
  GroupPage,
  LinksPage,
  NarrowMenu,
  OpenDialog,
  Palette,
  PersonPage,
  RolesPage,
  Shortcuts,
  UsersPage,
  WhyPanel,
} from "./parts";
import { TopBar } from "./TopBar";
import { useAddress } from "./useAddress";
import { useShortcuts } from "./useShortcuts";
import { useArrival } from "./useArrival";
import styles from "./Dashboard.module.css";

export function Dashboard() {
  useAddress();
  const session = useDashboard((state) => state.session);
  const failure = useDashboard((state) => state.failure);
  const signedOut = useDashboard((state) => state.signedOut);
  if (failure) return <Failure message={failure} />;
  if (signedOut) return <SignedOut />;
  if (!session) return <Loading />;
  return (
    <LockstepProvider access={session.live}>
      <Frame />
    </LockstepProvider>
  );
}

/** Draws nothing; the parts that it counts draw the frame no more. */
function Arrival() {
  useArrival();
  return null;
}

function Frame() {
  useShortcuts();
  useEffect(loadParts, []);
  const menuOpen = useDashboard((state) => state.menuOpen);
  const why = useDashboard((state) => state.why);
  const open = useDashboard((state) => state.open);
  const dialog = useDashboard((state) => state.dialog !== null);
  const overlay = useDashboard((state) => state.overlay);
  const { access, isListed } = useSession();
  return (
    <div className={styles.frame} data-ready={access.revision} data-listed={isListed || undefined}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <aside className={styles.side} aria-label="Sidebar">
        <Navigation />
      </aside>
      <TopBar />
      <Banner />
      <XrayPlace />
      <main id="main" tabIndex={-1} className={styles.main}>
        <Content />
      </main>
      {open && <DetailsPanel path={open} />}
      {menuOpen && <NarrowMenu />}
      {dialog && <OpenDialog />}
      {why && <WhyPanel question={why} />}
      {overlay === "palette" && <Palette />}
      {overlay === "shortcuts" && <Shortcuts />}
      <Arrival />
      <DragNote />
      <WhyShortcut />
    </div>
  );
}

function Content() {
  const view = useDashboard((state) => state.view);
  const { reason } = useDecision({ action: "profile.edit" });
  if (reason === "unknown_principal") {
    return (
      <Empty icon={<UserX />} title="You are no longer in this account" level={1}>
        An administrator removed you from this account, or the demo was started over.
      </Empty>
    );
  }
  if (reason === "not_ready") {
    return (
      <Empty icon={<ServerOff />} title="There are no permissions to show this by" level={1}>
        The account is no longer on the server, or the permission engine has stopped. Load the page again.
      </Empty>
    );
  }
  switch (view) {
    case "library":
      return <LibraryPage />;
    case "collections":
      return <CollectionsPage />;
    case "links":
      return <LinksPage />;
    case "users":
      return <UsersPage />;
    case "person":
      return <PersonPage />;
    case "group":
      return <GroupPage />;
    case "roles":
      return <RolesPage />;
    case "compare":
      return <ComparePage />;
    case "account":
      return <AccountPage />;
    case "audit":
      return <AuditPage />;
  }
}

import { LockstepProvider } from "lockstep/react";
import { ServerOff } from "lucide-react";
import { useEffect, useLayoutEffect, useState, type ComponentType } from "react";
import dashboard from "../shell/Dashboard.module.css";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Modal } from "../ui/Modal";
import { Navigation } from "./Navigation";
import { OpenDialog } from "./OpenDialog";
import { PeoplePage } from "./PeoplePage";
import { PlacePage } from "./PlacePage";
import type { AnyLive } from "./question";
import { RolesPage } from "./RolesPage";
import { keepAddress, useAway, useSession, useWorkspace } from "./store";
import { TopBar } from "./TopBar";
import { WhySheet } from "./WhySheet";
import styles from "./Workspace.module.css";

/** The dashboard over the policy that the address names: kinds, actions, roles and words are all of that policy. */
export function Workspace() {
  const session = useWorkspace((state) => state.session);
  const failure = useWorkspace((state) => state.failure);
  const theme = useWorkspace((state) => state.theme);
  const start = useWorkspace((state) => state.start);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    void start();
    return keepAddress();
  }, [start]);
  useEffect(() => {
    if (session) document.title = `${session.policy.title ?? session.policy.id}, a Lockstep demo`;
  }, [session]);
  if (failure !== null)
    return (
      <main className={styles.alone}>
        <Empty
          icon={<ServerOff />}
          title="This account did not open"
          level={1}
          action={<Button onClick={() => void start()}>Try again</Button>}>
          {failure}
        </Empty>
      </main>
    );
  if (!session)
    return (
      <p role="status" className={styles.alone}>
        Opening the account…
      </p>
    );
  return (
    <LockstepProvider access={session.live as never}>
      <Frame />
    </LockstepProvider>
  );
}

function Frame() {
  const { live } = useSession();
  const why = useWorkspace((state) => state.why);
  const dialog = useWorkspace((state) => state.dialog);
  const menuOpen = useWorkspace((state) => state.menuOpen);
  return (
    <div className={dashboard.frame} data-ready={live.access.revision}>
      <a href="#main" className={dashboard.skip}>
        Skip to the content
      </a>
      <aside className={dashboard.side} aria-label="Sidebar">
        <Navigation />
      </aside>
      <TopBar />
      <Away />
      <XrayPlace live={live} />
      <main id="main" tabIndex={-1} className={dashboard.main}>
        <Content />
      </main>
      {menuOpen && (
        <Modal shape="nav" title="Menu" onClose={() => useWorkspace.setState({ menuOpen: false })}>
          <Navigation />
        </Modal>
      )}
      {dialog && <OpenDialog key={JSON.stringify(dialog)} dialog={dialog} />}
      {why && <WhySheet asked={why} />}
    </div>
  );
}

function Content() {
  const page = useWorkspace((state) => state.page);
  switch (page) {
    case "places":
      return <PlacePage />;
    case "people":
      return <PeoplePage />;
    case "roles":
      return <RolesPage />;
  }
}

function Away() {
  const away = useAway();
  return (
    <div role="status" className={styles.away}>
      {away}
    </div>
  );
}

interface XrayProps {
  live: never;
  setXray: (xray: boolean) => void;
}

const setXray = (xray: boolean) => useWorkspace.setState({ xray });

/** The X-ray is loaded when it is used first. */
function XrayPlace({ live }: { live: AnyLive }) {
  const xray = useWorkspace((state) => state.xray);
  const [Strip, setStrip] = useState<ComponentType<XrayProps> | null>(null);
  useEffect(() => {
    if (xray && !Strip)
      import("../xray/Xray").then(
        ({ XrayStrip }) => setStrip(() => XrayStrip),
        () => setXray(false),
      );
  }, [xray, Strip]);
  return xray && Strip ? <Strip live={live as never} setXray={setXray} /> : null;
}

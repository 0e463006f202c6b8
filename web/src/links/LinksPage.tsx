import { useDecision } from "lockstep/react";
import { Link2, LockKeyhole } from "lucide-react";
import { useAway, useDashboard, useSession } from "../session/store";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Hint } from "../ui/Hint";
import page from "../ui/Page.module.css";
import { LinkRow } from "./LinkRow";
import { questionOfLinks } from "./questionOfLinks";

export function LinksPage() {
  const session = useSession();
  const question = questionOfLinks(session);
  const decision = useDecision(question);
  const explain = useDashboard((state) => state.explain);
  if (!decision.allowed) {
    return (
      <Empty
        icon={<LockKeyhole />}
        title="No public links to see"
        level={1}
        action={<Button onClick={() => explain(question)}>Why?</Button>}>
        {decision.message}
      </Empty>
    );
  }
  return <Links />;
}

function Links() {
  const { facts } = useSession();
  const count = facts.links.length;
  return (
    <>
      <header className={page.head}>
        <div>
          <h1>Public links</h1>
          <p className={page.faint}>{count === 1 ? "1 public link" : `${count} public links`}</p>
        </div>
        <NewLink />
      </header>
      {count > 0 ? (
        <section aria-label="Public links" className={page.panel}>
          <ul>
            {facts.links.map((link) => (
              <LinkRow key={link.id} link={link} />
            ))}
          </ul>
        </section>
      ) : (
        <Empty icon={<Link2 />} title="No public links yet">
          A link opens one file, folder or collection to anybody who has it, without an account.
        </Empty>
      )}
    </>
  );
}

/** The form chooses the target, so that there is no resource to ask about yet. */
function NewLink() {
  const openDialog = useDashboard((state) => state.openDialog);
  const away = useAway();
  return (
    <Hint text={away}>
      <Button
        look="primary"
        icon={<Link2 />}
        aria-disabled={away === null ? undefined : true}
        aria-description={away ?? undefined}
        onClick={() => away === null && openDialog({ kind: "link", question: { action: "link.create" } })}
        data-testid="new-link">
        Create public link
      </Button>
    </Hint>
  );
}

import icon from "../icon.svg";
import { CalendarClock, Link2Off, LockKeyhole, ServerOff } from "lucide-react";
import { useCallback, useEffect, useRef, useState, type FormEvent } from "react";
import { momentInWords } from "../session/days";
import { sentenceOf } from "../session/failures";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Field } from "../ui/Field";
import { Opened } from "./Opened";
import { visit, type Visit, type Visited } from "./visit";
import styles from "./VisitorPage.module.css";

/** The page of a public link: for every visitor who has it, without an account. */
export function VisitorPage({ link }: { link: string }) {
  const [visited, setVisited] = useState<Visited | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const password = useRef<string | undefined>(undefined);

  const ask = useCallback(async () => {
    try {
      setVisited(await visit(link, password.current));
      setFailure(null);
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  }, [link]);

  useEffect(() => {
    void ask();
    // Back at the page one finds what the link shows now.
    window.addEventListener("focus", ask);
    return () => window.removeEventListener("focus", ask);
  }, [ask]);

  const answer = visited?.answer ?? null;
  const next = answer === null ? undefined : "decision" in answer ? answer.decision.validUntil : answer.item.endsAt;
  useEffect(() => {
    if (next === undefined || visited === null) return;
    const left = Date.parse(next) - visited.at;
    // A timer cannot wait longer, and a page is not left open for so long.
    if (left > 2 ** 31 - 1) return;
    const timer = window.setTimeout(ask, Math.max(left, 1000));
    return () => window.clearTimeout(timer);
  }, [visited, next, ask]);

  async function unlock(given: string) {
    password.current = given;
    await ask();
  }

  return (
    <div className={styles.page} data-ready={answer !== null || failure !== null || undefined}>
      <header className={styles.bar}>
        <img src={icon} alt="" width="28" height="28" />
        Northpine
      </header>
      <main className={styles.main} aria-busy={answer === null && failure === null}>
        {failure !== null ? (
          <Empty
            icon={<ServerOff />}
            title="The link did not open"
            level={1}
            action={<Button onClick={() => void ask()}>Try again</Button>}>
            {failure}
          </Empty>
        ) : answer === null ? (
          <p role="status">Opening the link…</p>
        ) : "decision" in answer ? (
          <Closed decision={answer.decision} wasTried={password.current !== undefined} onPassword={unlock} />
        ) : (
          <Opened {...answer} />
        )}
      </main>
      <footer className={styles.foot}>
        Shared by a public link. You can see these files without an account; in this demo there is nothing to download.
      </footer>
    </div>
  );
}

interface ClosedProps {
  decision: Extract<Visit, { decision: unknown }>["decision"];
  wasTried: boolean;
  onPassword: (given: string) => Promise<void>;
}

/** Why a link shows nothing now. Whatever does not exist, or is closed for another reason, looks the same. */
function Closed({ decision, wasTried, onPassword }: ClosedProps) {
  switch (decision.reason) {
    case "link_password":
      return <Locked wasTried={wasTried} onPassword={onPassword} />;
    case "link_not_started":
      return (
        <Empty icon={<CalendarClock />} title="This link is not open yet" level={1}>
          {decision.validUntil ? `It opens on ${momentInWords(decision.validUntil)}.` : "Come back later."}
        </Empty>
      );
    case "link_expired":
      return (
        <Empty icon={<CalendarClock />} title="This link has ended" level={1}>
          Ask the person who sent it for a new one.
        </Empty>
      );
    default:
      return (
        <Empty icon={<Link2Off />} title="This link does not open" level={1}>
          It was deleted, or the address is wrong. Ask the person who sent it for a new one.
        </Empty>
      );
  }
}

function Locked({ wasTried, onPassword }: Omit<ClosedProps, "decision">) {
  const [given, setGiven] = useState("");
  const [tried, setTried] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const isWrong = wasTried && tried !== null && tried === given;

  async function send(event: FormEvent) {
    event.preventDefault();
    if (given === "" || busy) return;
    setBusy(true);
    await onPassword(given);
    setTried(given);
    setBusy(false);
  }

  return (
    <form className={styles.locked} onSubmit={(event) => void send(event)} noValidate>
      <Empty icon={<LockKeyhole />} title="This link needs a password" level={1}>
        The person who sent you the link has it.
      </Empty>
      <Field
        label="Password"
        name="password"
        type="password"
        value={given}
        problems={isWrong ? ["This is not the password."] : []}
        onChange={(event) => setGiven(event.target.value)}
      />
      <Button type="submit" look="primary" aria-busy={busy || undefined} aria-disabled={given === "" || undefined}>
        Open
      </Button>
    </form>
  );
}

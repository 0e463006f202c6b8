import { LogOut, ShieldAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { people, type DemoPerson } from "../demo/host";
import { useDashboard } from "../session/store";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import styles from "./Loading.module.css";

/** The same frame as in index.html: the page's elements take its place where they are. */
export function Loading() {
  return (
    <div className="skeleton" aria-busy="true">
      <div className="skeletonSide">
        <p className="skeletonBrand">Lockstep</p>
      </div>
      <div className="skeletonTop" />
      <main className="skeletonMain">
        <h1 className="visuallyHidden">Media library</h1>
        <p role="status" className="visuallyHidden">
          Loading the library
        </p>
        <div className="skeletonTitle" />
        <div className="skeletonCards">
          {Array.from({ length: 8 }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the cards are alike and stay in place
            <div key={i} />
          ))}
        </div>
      </main>
    </div>
  );
}

/** There is no snapshot: nothing is shown, for nothing may be allowed. */
export function Failure({ message }: { message: string }) {
  const start = useDashboard((state) => state.start);
  return (
    <main className={styles.loading}>
      <Empty
        icon={<ShieldAlert />}
        title="The library did not open"
        level={1}
        action={<Button onClick={() => void start()}>Try again</Button>}>
        {message}
      </Empty>
      <Others title="View the library as" />
    </main>
  );
}

/** The session was ended: nothing of the account is left on the page. */
export function SignedOut() {
  return (
    <main className={styles.loading} data-testid="signed-out">
      <Empty icon={<LogOut />} title="You are signed out" level={1}>
        In this demo you sign in without a password.
      </Empty>
      <Others title="Sign in as" />
    </main>
  );
}

/** Where it was for the person that the address names that it did not open, it may open for another. */
function Others({ title }: { title: string }) {
  const lookAs = useDashboard((state) => state.lookAs);
  const [known, setKnown] = useState<readonly DemoPerson[]>([]);
  useEffect(() => {
    people().then(
      ({ people }) => setKnown(people),
      () => undefined,
    );
  }, []);
  if (known.length === 0) return null;
  return (
    <section className={styles.others} aria-labelledby="others-title">
      <h2 id="others-title">{title}</h2>
      <ul>
        {known.map(({ id, name }) => (
          <li key={id}>
            <Button data-person={id} onClick={() => void lookAs(id)}>
              {name}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

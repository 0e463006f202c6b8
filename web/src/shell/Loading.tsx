import { ShieldAlert } from "lucide-react";
import { useDashboard } from "../session/store";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import styles from "./Loading.module.css";

export function Loading() {
  return (
    <main className={styles.loading} aria-busy="true">
      <h1 className="visuallyHidden">Media library</h1>
      <p role="status" className="visuallyHidden">
        Loading the library
      </p>
      <div className={styles.bar} />
      <div className={styles.grid}>
        {Array.from({ length: 8 }, (_, i) => (
          <div key={i} className={styles.card} />
        ))}
      </div>
    </main>
  );
}

/** There is no snapshot: nothing is shown, for nothing may be allowed. */
export function Failure({ message }: { message: string }) {
  const start = useDashboard((state) => state.start);
  return (
    <main className={styles.loading}>
      <Empty icon={<ShieldAlert />} title="The library did not open" level={1} action={<Button onClick={() => void start()}>Try again</Button>}>
        {message}
      </Empty>
    </main>
  );
}

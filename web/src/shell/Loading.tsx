import { ShieldAlert } from "lucide-react";
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

/** The engine did not load: nothing is shown, for nothing may be allowed. */
export function Failure({ message }: { message: string }) {
  return (
    <main className={styles.loading}>
      <Empty icon={<ShieldAlert />} title="The permission engine did not load" level={1}>
        {message}
      </Empty>
    </main>
  );
}

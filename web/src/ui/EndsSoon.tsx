import { useEffect, useState } from "react";
import { soonInWords } from "../session/days";
import { useSession } from "../session/store";
import { timeOf } from "../session/useEnds";
import styles from "./EndsSoon.module.css";

const minute = 60_000;

/** "Access ends in 3 days", kept current; nothing while the end is more than a week away, or past. */
export function EndsSoon({ until }: { until: string | undefined }) {
  const { live } = useSession();
  const [now, setNow] = useState(() => timeOf(live));
  useEffect(() => {
    if (until === undefined) return;
    const renew = () => setNow(timeOf(live));
    renew();
    const timer = window.setInterval(renew, minute);
    return () => window.clearInterval(timer);
  }, [live, until]);
  const soon = until === undefined ? undefined : soonInWords(until, now);
  return soon === undefined ? null : <span className={styles.soon}>Access ends {soon}</span>;
}

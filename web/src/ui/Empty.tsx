import type { ReactNode } from "react";
import styles from "./Empty.module.css";

interface EmptyProps {
  icon: ReactNode;
  title: string;
  level?: 1 | 2;
  children?: ReactNode;
  action?: ReactNode;
}

export function Empty({ icon, title, level = 2, children, action }: EmptyProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={styles.empty} data-testid="empty">
      <div className={styles.icon} aria-hidden>
        {icon}
      </div>
      <Heading className={styles.title}>{title}</Heading>
      {children && <p className={styles.text}>{children}</p>}
      {action}
    </div>
  );
}

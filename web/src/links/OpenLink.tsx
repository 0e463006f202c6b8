import { ExternalLink } from "lucide-react";
import { useAway } from "../session/store";
import styles from "./OpenLink.module.css";

/** Leads to a public link as its visitors see it, in a tab of its own. */
export function OpenLink({ address, iconOnly = false }: { address: string; iconOnly?: boolean }) {
  // The page that it leads to comes from the server.
  if (useAway() !== null) return null;
  return (
    <a
      className={styles.open}
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      title={iconOnly ? "Open as a visitor" : undefined}>
      <ExternalLink aria-hidden />
      <span className={iconOnly ? "visuallyHidden" : undefined}>Open as a visitor</span>
    </a>
  );
}

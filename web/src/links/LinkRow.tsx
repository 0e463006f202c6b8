import { useDecision } from "lockstep/react";
import type { Link } from "lockstep/live";
import { Copy, File, Folder, Images } from "lucide-react";
import type { Decision } from "lockstep";
import { ActionButton } from "../follow/ActionButton";
import { dayInWords, endInWords } from "../session/days";
import { nameOfItem } from "../session/names";
import { useSession } from "../session/store";
import { Button } from "../ui/Button";
import { copyAddress } from "../ui/copy";
import { Hint } from "../ui/Hint";
import { addressOf } from "../visitor/visit";
import { OpenLink } from "./OpenLink";
import styles from "./LinkRow.module.css";

function validityOf({ startsAt, endsAt }: Link): string {
  if (startsAt && endsAt) return `${dayInWords(startsAt)} to ${endInWords(endsAt)}`;
  if (startsAt) return `From ${dayInWords(startsAt)} (UTC)`;
  return endsAt ? `Until ${endInWords(endsAt)}` : "No expiry";
}

/** Whom it opens for now. */
function openingInWords({ allowed, reason, message }: Decision): string {
  if (allowed) return "Anyone with the link";
  return reason === "link_password" ? "Anyone with the link and its password" : message;
}

/** One link: its target, its dates, and whether it works now, by the engine's answer to a visitor. */
export function LinkRow({ link, isAlone = false }: { link: Link; isAlone?: boolean }) {
  const session = useSession();
  const resource = { link: link.id };
  const opening = useDecision({ action: "link.open", resource });
  const kind = session.listing.byId.get(link.on)?.kind;
  const Icon = kind === "folder" ? Folder : kind === "file" ? File : Images;
  const name = nameOfItem(session, link.on);
  return (
    <li className={styles.row} data-link={link.id} data-alone={isAlone || undefined}>
      <span className={styles.icon}>
        <Icon aria-hidden />
      </span>
      <div className={styles.what}>
        <p className={styles.name}>{isAlone ? validityOf(link) : name}</p>
        <p className={styles.faint}>{openingInWords(opening)}</p>
      </div>
      {!isAlone && <p className={styles.validity}>{validityOf(link)}</p>}
      <p className={styles.tags}>
        {opening.reason === "link_expired" && <span data-ended>Ended</span>}
        {link.hasPassword && <span>Password</span>}
        {link.exposeUnpublished && <span>Unpublished too</span>}
      </p>
      <div className={styles.tools}>
        <Hint text="Copy link">
          <Button look="quiet" iconOnly icon={<Copy />} onClick={() => void copyAddress(addressOf(link.id))}>
            Copy link
          </Button>
        </Hint>
        <OpenLink address={addressOf(link.id)} iconOnly />
        <ActionButton question={{ action: "link.edit", resource }} look="quiet" iconOnly />
        <ActionButton question={{ action: "link.delete", resource }} look="quiet" iconOnly />
      </div>
    </li>
  );
}

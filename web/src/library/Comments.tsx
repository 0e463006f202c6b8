import { remarkOf } from "../demo/display";
import { ActionButton } from "../follow/ActionButton";
import { useDecision } from "../follow/useDecision";
import type { Entry } from "../session/listing";
import { useSession } from "../session/store";
import { Avatar } from "../ui/Avatar";
import styles from "./Comments.module.css";

export function Comments({ entry }: { entry: Entry }) {
  const { facts } = useSession();
  const comments = facts.comments.filter((comment) => comment.on === entry.id);
  const { allowed } = useDecision({ action: "comment.view", resource: entry.path });
  if (!allowed || comments.length === 0) return null;
  return (
    <section className={styles.comments} aria-labelledby="comments-title">
      <h3 id="comments-title">{comments.length === 1 ? "1 comment" : `${comments.length} comments`}</h3>
      <ul>
        {comments.map((comment) => {
          const author = comment.name ?? "Somebody who has left";
          const context = { comment: comment.id };
          return (
            <li key={comment.id} className={styles.comment}>
              <Avatar name={author} />
              <div>
                <p className={styles.author}>{author}</p>
                <p>{remarkOf(comment.id)}</p>
                <div className={styles.row}>
                  <ActionButton question={{ action: "comment.react", resource: entry.path, context }} look="quiet" iconOnly />
                  <ActionButton question={{ action: "comment.edit", resource: entry.path, context }} look="quiet" iconOnly />
                  <ActionButton question={{ action: "comment.delete", resource: entry.path, context }} look="quiet" iconOnly />
                </div>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

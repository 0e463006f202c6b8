import { useCan } from "lockstep/react";
import type { Comment } from "lockstep/live";
import { useRemark } from "../demo/remarks";
import { ActionButton } from "../follow/ActionButton";
import { many } from "../session/counting";
import type { Entry } from "../session/listing";
import { useSession } from "../session/store";
import { Avatar } from "../ui/Avatar";
import styles from "./Comments.module.css";

/** The comments on a file or folder, each with what may be done with it. */
export function Comments({ entry }: { entry: Entry }) {
  const { facts } = useSession();
  const comments = facts.comments.filter((comment) => comment.on === entry.id);
  const isAllowed = useCan("comment.view", entry.path);
  if (!isAllowed) return null;
  return (
    <section className={styles.comments} aria-labelledby="comments-title">
      <h3 id="comments-title">{comments.length === 0 ? "No comments" : many(comments.length, "comment")}</h3>
      <ul>
        {comments.map((comment) => (
          <Remark key={comment.id} comment={comment} path={entry.path} />
        ))}
      </ul>
      <div className={styles.all}>
        <ActionButton question={{ action: "comment.add", resource: entry.path }} look="quiet" />
        {comments.length > 0 && (
          <ActionButton question={{ action: "comment.resolve", resource: entry.path }} look="quiet" />
        )}
        {comments.length > 0 && (
          <ActionButton question={{ action: "comment.delete_thread", resource: entry.path }} look="quiet" />
        )}
      </div>
    </section>
  );
}

function Remark({ comment, path }: { comment: Comment; path: string }) {
  const words = useRemark(comment.id);
  const author = comment.name ?? "Former user";
  const context = { comment: comment.id };
  return (
    <li className={styles.comment}>
      <Avatar name={author} />
      <div>
        <p className={styles.author}>{author}</p>
        <p className={styles.words}>{words}</p>
        <div className={styles.row}>
          <ActionButton question={{ action: "comment.react", resource: path, context }} look="quiet" iconOnly />
          <ActionButton question={{ action: "comment.edit", resource: path, context }} look="quiet" iconOnly />
          <ActionButton question={{ action: "comment.delete", resource: path, context }} look="quiet" iconOnly />
        </div>
      </div>
    </li>
  );
}

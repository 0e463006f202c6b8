import { Avatar } from "../ui/Avatar";
import { ActionButton, useOffered } from "./controls";
import { nearestAbove, personName, relatedTo, resourceName, type Resource } from "./facts";
import { Link } from "./Link";
import { actionsOn, actionsThat, askingsOn, effectOf, inWords, type Asking } from "./policy";
import { useAnswers } from "./question";
import { openDialog, useSession } from "./store";
import styles from "./Requests.module.css";

interface Waiting {
  readonly request: Resource;
  readonly place: Resource;
  readonly asking: Asking;
}

/** What waits at one place, or anywhere: the user's own requests, and those that they may answer. */
function useWaiting(at: Resource | undefined): Waiting[] {
  const { policy, listing } = useSession();
  return [...listing.byPath.values()].flatMap((request) => {
    const place = listing.byPath.get(nearestAbove(listing.byPath, request.path));
    if (!place || (at && place.path !== at.path)) return [];
    const asking = askingsOn(policy, place.kind).find(({ kind }) => kind === request.kind);
    return asking ? [{ request, place, asking }] : [];
  });
}

export function Requests({ at }: { at?: Resource }) {
  const waiting = useWaiting(at);
  if (waiting.length === 0) return null;
  return (
    <section className={styles.requests} aria-labelledby="requests" data-testid="requests">
      <h2 id="requests">
        Waiting for an answer <span>{waiting.length}</span>
      </h2>
      <ul>
        {waiting.map((one) => (
          <RequestRow key={one.request.id} {...one} />
        ))}
      </ul>
    </section>
  );
}

/** Who asks for what; with the actions on the request, and for who may share the place, Grant. */
function RequestRow({ request, place, asking }: Waiting) {
  const { as, policy, facts } = useSession();
  const answers = useAnswers();
  const [who = ""] = relatedTo(request, asking.asker);
  const isOwn = who === as;
  const offered = useOffered(actionsOn(policy, request.kind), request.path);
  const share = actionsThat(policy, "share", place.kind).find((action) => answers.can(action, place.path));
  const close = offered.find(
    (action) => effectOf(policy, action).name === "delete" && answers.can(action, request.path),
  );
  return (
    <li className={styles.row} data-request={request.path}>
      <Avatar name={personName(facts, who)} />
      <p className={styles.who}>
        <strong>{isOwn ? "You" : personName(facts, who)}</strong> {isOwn ? "ask" : "asks"} for access to{" "}
        {inWords(place.kind).toLowerCase()}{" "}
        <Link to={{ page: "places", at: place.path }} className={styles.place}>
          {resourceName(place)}
        </Link>
      </p>
      <div className={styles.actions}>
        {share !== undefined && !isOwn && who !== "" && (
          <ActionButton
            asked={{ action: share, resource: place.path }}
            look="primary"
            onAllowed={() =>
              openDialog({
                kind: "share",
                asked: { action: share, resource: place.path },
                receiver: { user: who },
                ...(close !== undefined && { request: { action: close, resource: request.path } }),
              })
            }>
            Grant…
          </ActionButton>
        )}
        {offered.map((action) => (
          <ActionButton key={action} asked={{ action, resource: request.path }} />
        ))}
      </div>
    </li>
  );
}

import { ChevronRight, Inbox } from "lucide-react";
import { Empty } from "../ui/Empty";
import { ActionButton, ActionMenu, useOffered } from "./controls";
import { FactChips } from "./FactChips";
import { resourceName, trailOf, type Resource } from "./facts";
import { KindMark } from "./KindMark";
import { Link } from "./Link";
import { actionsOn, askingsOn, buttonsOn, inWords, type Policy } from "./policy";
import { Requests } from "./Requests";
import { useSession, useWorkspace } from "./store";
import styles from "./PlacePage.module.css";

/** The root, or one resource: the actions on it, and what is in it by kinds. */
export function PlacePage() {
  const at = useWorkspace((state) => state.at);
  const { listing } = useSession();
  const resource = listing.byPath.get(at);
  if (at !== "/" && !resource)
    return (
      <Empty
        icon={<Inbox />}
        title="There is nothing here for you"
        level={1}
        action={<Link to={{ at: "/" }}>Start</Link>}>
        It does not exist, or nobody gave you a level there.
      </Empty>
    );
  return resource ? <ResourcePage resource={resource} /> : <RootPage />;
}

function RootPage() {
  const { policy, listing } = useSession();
  const offered = useOffered(buttonsOn(policy, "/"), "/");
  const onAccount = useOffered(actionsOn(policy, "account"));
  const children = listing.children.get("/") ?? [];
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title}>
          <h1>{policy.title ?? inWords(policy.id)}</h1>
          <p className={styles.faint}>Everything that the engine lets you do something with.</p>
        </div>
        <div className={styles.actions}>
          {offered.map((action) => (
            <ActionButton key={action} asked={{ action, resource: "/" }} />
          ))}
          {onAccount.map((action) => (
            <ActionButton key={action} asked={{ action }} look="quiet" />
          ))}
        </div>
      </header>
      <Requests />
      <Children resources={children} />
    </>
  );
}

function ResourcePage({ resource }: { resource: Resource }) {
  const { policy, listing } = useSession();
  const trail = trailOf(listing, resource.path);
  const offered = useOffered(buttonsOn(policy, resource.kind), resource.path);
  return (
    <>
      <nav aria-label="Places above" className={styles.trail}>
        <Link to={{ at: "/" }}>{policy.title ?? inWords(policy.id)}</Link>
        {trail.slice(0, -1).map((above) => (
          <span key={above.id} className={styles.step}>
            <ChevronRight aria-hidden />
            <Link to={{ at: above.path }}>{resourceName(above)}</Link>
          </span>
        ))}
      </nav>
      <header className={styles.head}>
        <KindMark kind={resource.kind} />
        <div className={styles.title}>
          <p className={styles.kind}>{inWords(resource.kind)}</p>
          <h1>{resourceName(resource)}</h1>
        </div>
        <FactChips resource={resource} />
      </header>
      <div className={styles.actions} data-testid="actions">
        {offered.map((action) => (
          <ActionButton key={action} asked={{ action, resource: resource.path }} />
        ))}
      </div>
      <Requests at={resource} />
      <Children resources={listing.children.get(resource.path) ?? []} />
    </>
  );
}

/** Kinds by which users ask for something are drawn by `Requests`. */
const isAsking = (policy: Policy, kind: string): boolean =>
  Object.keys(policy.kinds ?? {}).some((place) => askingsOn(policy, place).some((asking) => asking.kind === kind));

function Children({ resources }: { resources: readonly Resource[] }) {
  const { policy } = useSession();
  const kinds = Object.keys(policy.kinds ?? {}).filter((kind) => !isAsking(policy, kind));
  return kinds.map((kind) => {
    const own = resources.filter((resource) => resource.kind === kind);
    if (own.length === 0) return null;
    return (
      <section key={kind} className={styles.list} aria-labelledby={`kind-${kind}`}>
        <h2 id={`kind-${kind}`}>
          {inWords(kind)} <span className={styles.count}>{own.length}</span>
        </h2>
        <ul data-kind={kind}>
          {own.map((resource) => (
            <Row key={resource.id} resource={resource} />
          ))}
        </ul>
      </section>
    );
  });
}

/** So many actions have a button in the row; the menu has them all. */
const mostButtons = 3;

function Row({ resource }: { resource: Resource }) {
  const { policy } = useSession();
  const actions = buttonsOn(policy, resource.kind);
  const offered = useOffered(actions, resource.path);
  return (
    <li className={styles.row} data-resource={resource.path}>
      <KindMark kind={resource.kind} small />
      <div className={styles.what}>
        <Link to={{ page: "places", at: resource.path }} className={styles.name}>
          {resourceName(resource)}
        </Link>
        <FactChips resource={resource} />
      </div>
      <div className={styles.buttons}>
        {offered.slice(0, mostButtons).map((action) => (
          <ActionButton key={action} asked={{ action, resource: resource.path }} look="quiet" />
        ))}
      </div>
      <ActionMenu label={`Actions on ${resourceName(resource)}`} resource={resource.path} actions={actions} />
    </li>
  );
}

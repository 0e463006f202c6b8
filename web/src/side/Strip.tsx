import { MoveRight, X } from "lucide-react";
import type { DemoPerson } from "../demo/host";
import { Choice } from "../ui/Choice";
import { arrivalOf, isNewsTo, otherSide, type Side, type Travel, type Travels } from "./useTravels";
import styles from "./Strip.module.css";

/** So many earlier changes stay below the last. */
const mostBefore = 3;

interface StripProps {
  travels: Travels;
  people: readonly DemoPerson[];
  onChoose: (side: Side, person: string) => void;
}

/** The people, the last change with its time, and some before it. */
export function Strip({ travels, people, onChoose }: StripProps) {
  const [last, ...before] = travels.changes;
  const choiceOf = (side: Side, label: string) => (
    <Choice
      small
      label={label}
      value={travels.here[side]?.person ?? null}
      options={people.map(({ id, name }) => ({ value: id, title: name }))}
      onChoose={(person) => onChoose(side, person)}
    />
  );
  return (
    <section className={styles.strip} aria-labelledby="strip-title" data-testid="strip">
      <h1 id="strip-title" className={styles.title}>
        Side by side
      </h1>
      <div className={styles.people}>
        {choiceOf("left", "First person")}
        {choiceOf("right", "Second person")}
      </div>
      <div role="status" className={styles.last}>
        {last ? <Last key={last.revision} travels={travels} travel={last} /> : <Hint />}
      </div>
      {before.length > 0 && (
        <ul className={styles.before} aria-label="Earlier changes">
          {before.slice(0, mostBefore).map((travel) => (
            <li key={travel.revision}>
              {travel.title} <span className={styles.time}>{timeInWords(travels, travel)}</span>
            </li>
          ))}
        </ul>
      )}
      <a className={styles.close} href={`?as=${travels.here.left?.person ?? "ada"}`}>
        <X aria-hidden />
        One page
      </a>
    </section>
  );
}

function Hint() {
  return (
    <p className={styles.hint}>Share something in one page. It arrives in the other, and the time is shown here.</p>
  );
}

const inMilliseconds = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;

function timeInWords(travels: Travels, travel: Travel): string {
  const to = otherSide(travel.from);
  const time = arrivalOf(travels, travel, to);
  const isNews = isNewsTo(travels, travel, to);
  if (time === undefined || isNews === undefined) return "on its way";
  return isNews ? inMilliseconds(time) : "not shown";
}

function Last({ travels, travel }: { travels: Travels; travel: Travel }) {
  const isNews = isNewsTo(travels, travel, otherSide(travel.from));
  return (
    <>
      <p className={styles.what}>
        <strong>{travel.by}</strong>: {travel.title}
      </p>
      {isNews !== false && (
        <p className={styles.way} data-from={travel.from} data-arrived={isNews || undefined} aria-hidden>
          <MoveRight />
          <span className={styles.dot} />
        </p>
      )}
      <Arrival travels={travels} travel={travel} />
    </>
  );
}

/** Measured from the request in one frame to the applied delta in the other. */
function Arrival({ travels, travel }: { travels: Travels; travel: Travel }) {
  const to = otherSide(travel.from);
  const name = travels.here[to]?.name;
  const arrival = arrivalOf(travels, travel, to);
  const own = arrivalOf(travels, travel, travel.from);
  const isNews = isNewsTo(travels, travel, to);
  if (arrival === undefined || isNews === undefined) return <p className={styles.note}>On its way.</p>;
  if (!isNews)
    return (
      <p className={styles.note}>
        {name} may not know of this. Their page gets the number of the new revision at the next second, and nothing
        else.
      </p>
    );
  return (
    <p className={styles.note}>
      <strong className={styles.figure} data-figure="arrival">
        {inMilliseconds(arrival)}
      </strong>{" "}
      from the request until the page of {name} had applied it.
      {own !== undefined && ` The page of ${travel.by}: ${inMilliseconds(own)}.`}
    </p>
  );
}

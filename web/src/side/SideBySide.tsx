import { useEffect, useRef, useState } from "react";
import { people, type DemoPerson } from "../demo/host";
import { readAddress } from "../session/address";
import { sideBySideAddress } from "./address";
import { Strip } from "./Strip";
import { useTravels, type Side } from "./useTravels";
import styles from "./SideBySide.module.css";

/** The page of one person, in the theme and at the place of this address. */
function addressOf(person: string, isFirst: boolean): string {
  const { theme, path } = readAddress(window.location.search);
  const query = new URLSearchParams({ as: person, theme });
  if (isFirst && path !== "/") query.set("path", path);
  return `?${query}`;
}

/** Two people's pages in two frames, and between them each change that goes from one to the other. */
export default function SideBySide({ beside }: { beside: string }) {
  const left = useRef<HTMLIFrameElement>(null);
  const right = useRef<HTMLIFrameElement>(null);
  const [first] = useState(() => ({
    left: addressOf(readAddress(window.location.search).as, true),
    right: addressOf(beside, false),
  }));
  const travels = useTravels({ left, right });
  const [known, setKnown] = useState<readonly DemoPerson[]>([]);
  useEffect(() => {
    people().then(
      ({ people }) => setKnown(people),
      () => undefined,
    );
  }, []);

  const persons = { left: travels.here.left?.person, right: travels.here.right?.person };
  useEffect(() => {
    if (persons.left && persons.right)
      window.history.replaceState(null, "", sideBySideAddress(persons.left, persons.right));
  }, [persons.left, persons.right]);

  function choose(side: Side, person: string) {
    const frame = side === "left" ? left : right;
    frame.current?.contentWindow?.location.replace(addressOf(person, false));
  }

  const titleOf = (side: Side) => `Page of ${travels.here[side]?.name ?? "another person"}`;
  return (
    <main className={styles.sides}>
      <iframe ref={left} title={titleOf("left")} src={first.left} className={styles.frame} data-side="left" />
      <Strip travels={travels} people={known} onChoose={choose} />
      <iframe ref={right} title={titleOf("right")} src={first.right} className={styles.frame} data-side="right" />
    </main>
  );
}

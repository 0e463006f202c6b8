import { inspect, type Figures } from "lockstep/inspector/always";
import type { Live } from "lockstep/live";
import { ExternalLink } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useDashboard, useSession } from "../session/store";
import { ageInWords, durationInWords, sizeInWords } from "./words";
import styles from "./Xray.module.css";

/** The X-ray of the library. */
export function Xray() {
  const { live } = useSession();
  const setXray = useDashboard((state) => state.setXray);
  return <XrayStrip live={live} setXray={setXray} />;
}

interface XrayStripProps {
  live: Live;
  setXray: (xray: boolean) => void;
}

/** Outlines every control by the engine's answer, and shows what the answers cost, measured on this page. */
export function XrayStrip({ live, setXray }: XrayStripProps) {
  const [figures, setFigures] = useState<Figures | null>(null);
  useEffect(() => {
    const inspector = inspect(live, {
      key: "",
      open: true,
      folded: true,
      onFigures: (next) => (next ? setFigures(next) : setXray(false)),
    });
    return () => inspector.close();
  }, [live, setXray]);
  return (
    <section className={styles.strip} aria-label="X-ray" data-testid="xray">
      <p className={styles.lead}>
        Each control is outlined by the answer of the Lockstep engine: compiled C++ in this page, the same as on the
        server. No control waits for a request.{" "}
        <a href="./lockstep.html" target="_blank" rel="noreferrer">
          What is Lockstep?
          <ExternalLink aria-hidden />
        </a>
      </p>
      {figures && <Strip figures={figures} />}
    </section>
  );
}

function Strip({ figures }: { figures: Figures }) {
  const { decisions, nanoseconds, requests, snapshotBytes, revision, lastDelta, agreed, compared } = figures;
  return (
    <dl className={styles.figures}>
      <Figure term="Decisions on this screen">{decisions}</Figure>
      <Figure term="Requests for them">{requests}</Figure>
      <Figure term="Time in all">{durationInWords(nanoseconds)}</Figure>
      <Figure term="Time for each">{decisions > 0 ? durationInWords(nanoseconds / decisions) : "–"}</Figure>
      <Figure term="Snapshot">{snapshotBytes === undefined ? "unknown" : sizeInWords(snapshotBytes)}</Figure>
      <Figure term="Revision">{revision}</Figure>
      <Figure term="Last change">
        {lastDelta ? (
          <>
            {sizeInWords(lastDelta.bytes)}, <Age at={lastDelta.at} />
          </>
        ) : (
          "none yet"
        )}
      </Figure>
      <Figure term="Server agrees" isBad={agreed < compared}>
        {compared > 0 ? `${agreed} of ${compared}` : "asking…"}
      </Figure>
    </dl>
  );
}

function Figure({ term, isBad = false, children }: { term: string; isBad?: boolean; children: ReactNode }) {
  return (
    <div data-bad={isBad || undefined}>
      <dt>{term}</dt>
      <dd data-figure={term}>{children}</dd>
    </div>
  );
}

/** How long ago something was, renewed each second. */
function Age({ at }: { at: Date }) {
  const [age, setAge] = useState(0);
  useEffect(() => {
    const renew = () => setAge(Date.now() - at.getTime());
    renew();
    const timer = window.setInterval(renew, 1000);
    return () => window.clearInterval(timer);
  }, [at]);
  return <>{ageInWords(age)} ago</>;
}

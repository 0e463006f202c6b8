import type { AuditEntry, Live } from "lockstep/live";
import { useDecision } from "lockstep/react";
import { CircleCheck, Download, ScrollText, ShieldAlert } from "lucide-react";
import { memo, useMemo, useRef, useState } from "react";
import { many } from "../session/counting";
import { useDashboard, useSession } from "../session/store";
import { useAnswer } from "../session/useAnswer";
import { timeOf } from "../session/useEnds";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Empty } from "../ui/Empty";
import { Labelled } from "../ui/Labelled";
import page from "../ui/Page.module.css";
import { asCsv, asJson, auditRow, save, timeInWords, type AuditRow } from "./auditEntries";
import styles from "./AuditPage.module.css";

const most = 500;
const question = { action: "audit_log.view" } as const;

/** Reads the entries; after those that are known, the newer ones alone. */
async function readEntries(live: Live, known: readonly AuditEntry[]): Promise<readonly AuditEntry[]> {
  const newest = known[0];
  for (let few = 2; newest && few < most; few *= 8) {
    const read = await live.list("audit", { most: few });
    const at = read.findIndex(({ hash }) => hash === newest.hash);
    if (at >= 0) return [...read.slice(0, at), ...known].slice(0, most);
  }
  return live.list("audit", { most });
}

/** The audit log: applied requests, and refused ones with their reason. */
export function AuditPage() {
  const decision = useDecision(question);
  const explain = useDashboard((state) => state.explain);
  const key = decision.allowed ? "audit" : null;
  const known = useRef<readonly AuditEntry[]>([]);
  const { value: entries, problem } = useAnswer(key, async (live) => {
    known.current = await readEntries(live, known.current);
    return known.current;
  });
  if (!decision.allowed)
    return (
      <Empty
        icon={<ScrollText />}
        title="You can't read the audit log"
        level={1}
        action={<Button onClick={() => explain(question)}>Why?</Button>}>
        {decision.message}
      </Empty>
    );
  return (
    <div data-testid="audit">
      <header className={page.head}>
        <div>
          <h1>Audit log</h1>
          <p className={page.faint}>The last {most} requests at most, newest first</p>
        </div>
      </header>
      {problem !== undefined && <p>{problem}</p>}
      {problem === undefined && entries === undefined && <p role="status">Asking the server…</p>}
      {entries && <Log entries={entries} />}
    </div>
  );
}

const times = { any: "Any time", hour: "Last hour", day: "Last 24 hours", week: "Last 7 days" } as const;
const outcomes = { any: "Allowed and refused", allowed: "Allowed", refused: "Refused" } as const;
const hours = { hour: 1, day: 24, week: 168 } as const;
type Time = keyof typeof times;
type Outcome = keyof typeof outcomes;

interface Filter {
  readonly who: string;
  readonly action: string;
  readonly time: Time;
  readonly outcome: Outcome;
}

function fits({ who, action, time, outcome }: Filter, row: AuditRow, now: number): boolean {
  const { at, allowed } = row.entry;
  const isRecent = time === "any" || now - Date.parse(at) <= hours[time] * 3_600_000;
  return (
    isRecent &&
    (who === "" || row.who === who) &&
    (action === "" || row.action === action) &&
    (outcome === "any" || allowed === (outcome === "allowed"))
  );
}

function Log({ entries }: { entries: readonly AuditEntry[] }) {
  const session = useSession();
  const [filter, setFilter] = useState<Filter>({ who: "", action: "", time: "any", outcome: "any" });
  const rows = useMemo(() => entries.map((entry) => auditRow(session, entry)), [session, entries]);
  const shown = rows.filter((row) => fits(filter, row, timeOf(session.live)));
  return (
    <>
      <Filters rows={rows} filter={filter} onFilter={setFilter} />
      <div className={styles.above}>
        <p role="status" className={page.faint}>
          {shown.length} of {many(rows.length, "entry", "entries")}
        </p>
        <div className={styles.exports}>
          <Button icon={<Download />} onClick={() => save("audit.csv", "text/csv;charset=utf-8", asCsv(shown))}>
            Export CSV
          </Button>
          <Button icon={<Download />} onClick={() => save("audit.json", "application/json", asJson(shown))}>
            Export JSON
          </Button>
        </div>
      </div>
      {shown.length === 0 ? (
        <p className={page.faint}>No entry is like that.</p>
      ) : (
        <ul className={styles.list} aria-label="Requests">
          {shown.map((row) => (
            <Entry key={row.entry.sequence} row={row} />
          ))}
        </ul>
      )}
    </>
  );
}

interface FiltersProps {
  rows: readonly AuditRow[];
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

const optionsOf = (titles: object) =>
  Object.entries(titles).map(([value, title]: [string, string]) => ({ value, title }));

function Filters({ rows, filter, onFilter }: FiltersProps) {
  const named = (all: string, names: readonly string[]) => [
    { value: "", title: all },
    ...[...new Set(names)].sort().map((name) => ({ value: name, title: name })),
  ];
  const choices = [
    {
      field: "who",
      label: "Person",
      options: named(
        "Everyone",
        rows.map(({ who }) => who),
      ),
    },
    {
      field: "action",
      label: "Action",
      options: named(
        "All actions",
        rows.map(({ action }) => action),
      ),
    },
    { field: "time", label: "Time", options: optionsOf(times) },
    { field: "outcome", label: "Outcome", options: optionsOf(outcomes) },
  ] as const;
  return (
    <div className={styles.filters}>
      {choices.map(({ field, label, options }) => (
        <div key={field}>
          <Labelled label={label}>
            <Choice<string>
              label={label}
              value={filter[field]}
              options={options}
              onChoose={(value) => onFilter({ ...filter, [field]: value })}
            />
          </Labelled>
        </div>
      ))}
    </div>
  );
}

const Entry = memo(function Entry({ row }: { row: AuditRow }) {
  const { entry, who, action, thing, fields, change, reason } = row;
  return (
    <li data-audit={entry.action} data-allowed={entry.allowed}>
      {entry.allowed ? (
        <CircleCheck aria-label="Allowed" />
      ) : (
        <ShieldAlert aria-label="Refused" className={styles.bad} />
      )}
      <div>
        <p>
          <strong>
            <bdi>{who}</bdi>
          </strong>{" "}
          {action} {thing && <bdi className={styles.thing}>{thing}</bdi>}
        </p>
        {change && (
          <p data-change>
            <bdi>{change[0]}</bdi> → <bdi>{change[1]}</bdi>
          </p>
        )}
        {fields.length > 0 && (
          <dl className={styles.fields}>
            {fields.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        )}
        <p className={styles.faint}>
          {reason && `${reason} · `}
          <time dateTime={entry.at}>{timeInWords(entry.at)}</time>
        </p>
      </div>
    </li>
  );
});

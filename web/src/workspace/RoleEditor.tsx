import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useBusy } from "../follow/useBusy";
import { Button } from "../ui/Button";
import { Check } from "../ui/Check";
import { Choice } from "../ui/Choice";
import { Field, Problems } from "../ui/Field";
import { Labelled } from "../ui/Labelled";
import type { OwnRole } from "./facts";
import { Gains } from "./Gains";
import { Link } from "./Link";
import { actionsOn, actionTitle, effectOf, inWords, titleOf, type Policy } from "./policy";
import { useAnswer, useAnswers, type Asked } from "./question";
import { actionsOfRole, hasConditions } from "./role";
import { useAway, useSession, useWorkspace } from "./store";
import page from "./PlacePage.module.css";
import styles from "./RoleEditor.module.css";

interface Draft {
  readonly title: string;
  readonly level: string;
  readonly actions: readonly string[];
}

/** Makes a role of the account's own, or changes one. The engine says which actions and levels it may have. */
export function RoleEditor({ role }: { role: OwnRole | undefined }) {
  const { policy, facts } = useSession();
  const go = useWorkspace((state) => state.go);
  const carryOut = useWorkspace((state) => state.carryOut);
  const away = useAway();
  const { busy, once } = useBusy();
  const [draft, setDraft] = useState<Draft>(() => ({
    title: role?.title ?? role?.id ?? "",
    level: role?.level ?? "",
    actions: role ? actionsOfRole(policy, role) : [],
  }));
  const effect = role ? "role.edit" : "role.create";
  const action =
    actionsOn(policy, role ? "role" : "account").find((one) => effectOf(policy, one).name === effect) ?? "";
  const asking = (context: Asked["context"]): Asked => ({
    action,
    ...(role && { resource: { role: role.id } }),
    context,
  });
  const level = draft.level === "" ? {} : { level: draft.level };
  const full = asking({ name: draft.title.trim(), ...level, allow: draft.actions });
  const decision = useAnswer(full);
  const may = useAnswer(asking({}));
  const isNamed = draft.title.trim() !== "";
  const maySend = decision.allowed && isNamed && draft.actions.length > 0 && away === null;
  const holders = facts.users.filter((user) => user.role === role?.id || user.roles?.includes(role?.id ?? ""));

  async function send() {
    const answer = await carryOut([full], draft.title);
    if (answer?.allowed) go({ page: "roles" });
  }

  return (
    <div data-testid="role-editor">
      <nav className={page.trail} aria-label="Places above">
        <Link to={{ page: "roles" }}>
          <ArrowLeft aria-hidden /> Roles
        </Link>
      </nav>
      <header className={page.head}>
        <div className={page.title}>
          <h1>{role ? `${actionTitle(policy, action)}: ${role.title ?? role.id}` : actionTitle(policy, action)}</h1>
        </div>
      </header>
      {!may.allowed && may.problems.length === 0 && <Problems problems={[may.message]} />}
      {role && hasConditions(role) && (
        <p className={page.faint}>Some of its actions have conditions. Saving here opens them without.</p>
      )}
      <div className={styles.columns}>
        <div className={styles.form}>
          <Field
            label="Title"
            name="title"
            value={draft.title}
            problems={
              isNamed ? decision.problems.filter(({ field }) => field === "name").map(({ message }) => message) : []
            }
            onChange={(event) => setDraft({ ...draft, title: event.target.value })}
          />
          <LevelOf
            value={draft.level}
            mayBeNone={role?.level === undefined}
            ask={(one) => asking({ name: "role", level: one, allow: [] })}
            onChoose={(one) => setDraft({ ...draft, level: one })}
          />
          <Actions
            chosen={draft.actions}
            ask={(one) => asking({ name: "role", allow: [one] })}
            onChange={(actions) => setDraft({ ...draft, actions })}
          />
        </div>
        <aside className={styles.preview} aria-labelledby="preview">
          <h2 id="preview">Before you save</h2>
          <p className={page.faint}>
            {draft.actions.length === 0
              ? "Choose at least one action."
              : `Opens ${draft.actions.length} of ${Object.keys(policy.actions).length} actions.`}{" "}
            {role && holders.length > 0
              ? `${holders.map(({ id, name }) => name ?? id).join(", ")} ${holders.length === 1 ? "has" : "have"} it.`
              : "Nobody has it yet."}
          </p>
          {role && <Gains asked={maySend ? full : null} />}
          <Problems problems={away !== null ? [away] : decision.allowed || !isNamed ? [] : [decision.message]} />
          <div className={page.actions}>
            <Button
              look="primary"
              aria-disabled={maySend ? undefined : true}
              aria-busy={busy || undefined}
              onClick={() => maySend && void once(send)}
              data-send>
              Save
            </Button>
            <Button onClick={() => go({ page: "roles" })}>Cancel</Button>
          </div>
        </aside>
      </div>
    </div>
  );
}

interface LevelOfProps {
  value: string;
  mayBeNone: boolean;
  ask: (level: string) => Asked;
  onChoose: (level: string) => void;
}

/** The level that the role gives everywhere: those of the policy that the engine allows. */
function LevelOf({ value, mayBeNone, ask, onChoose }: LevelOfProps) {
  const { policy } = useSession();
  const answers = useAnswers();
  const { levels = [] } = policy;
  const names: readonly string[] = Array.isArray(levels) ? levels : Object.keys(levels);
  const options = names.map((level) => {
    const { allowed, problems, message } = answers.decide(ask(level));
    const refusal =
      problems.find(({ field }) => field === "level")?.message ??
      (allowed || problems.length > 0 ? undefined : message);
    const option = { value: level, title: titleOf(policy, level) };
    return refusal === undefined ? option : { ...option, off: true, note: refusal };
  });
  return (
    <Labelled label="Level everywhere">
      <Choice
        label="Level everywhere"
        value={value}
        options={[...(mayBeNone ? [{ value: "", title: "None: only where something is shared" }] : []), ...options]}
        onChoose={onChoose}
      />
    </Labelled>
  );
}

/** The actions by what they are on. */
function groupsOf(policy: Policy): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const [name, { on, host }] of Object.entries(policy.actions)) {
    const [first = ""] = [on].flat();
    if (!host) groups.set(first, [...(groups.get(first) ?? []), name]);
  }
  return [...groups];
}

interface ActionsProps {
  chosen: readonly string[];
  ask: (action: string) => Asked;
  onChange: (actions: readonly string[]) => void;
}

function Actions({ chosen, ask, onChange }: ActionsProps) {
  const { policy } = useSession();
  const toggle = (action: string) =>
    onChange(chosen.includes(action) ? chosen.filter((one) => one !== action) : [...chosen, action]);
  return groupsOf(policy).map(([on, actions]) => (
    <fieldset key={on} className={styles.group}>
      <legend>{on === "/" ? "At the root" : inWords(on)}</legend>
      {actions.map((action) => (
        <ActionChoice
          key={action}
          action={action}
          asked={ask(action)}
          isChosen={chosen.includes(action)}
          onToggle={() => toggle(action)}
        />
      ))}
    </fieldset>
  ));
}

interface ActionChoiceProps {
  action: string;
  asked: Asked;
  isChosen: boolean;
  onToggle: () => void;
}

/** An action of a role; greyed where the engine does not let such a role have it. */
function ActionChoice({ action, asked, isChosen, onToggle }: ActionChoiceProps) {
  const { policy } = useSession();
  const { allowed, message } = useAnswer(asked);
  const isOff = !allowed && !isChosen;
  return (
    <div className={styles.choice} data-choice={action} data-off={isOff || undefined}>
      <Check
        label={isOff ? `${actionTitle(policy, action)}: ${message}` : actionTitle(policy, action)}
        checked={isChosen}
        isOff={isOff}
        onChange={onToggle}
      />
      <span aria-hidden>
        {actionTitle(policy, action)}
        {isOff && <span className={styles.reason}>{message}</span>}
      </span>
    </div>
  );
}

import { actions, roles, type Action, type Plan, type Role } from "lockstep";
import { useState } from "react";
import { inSections } from "../follow/sections";
import { useDashboard, useSession } from "../session/store";
import { levelTitle, planIds, roleTitle, titleOf } from "../session/titles";
import { useAnswer } from "../session/useAnswer";
import { reasonInWords } from "../session/words";
import { Choice } from "../ui/Choice";
import { Field } from "../ui/Field";
import { Labelled } from "../ui/Labelled";
import { BackToPeople } from "./BackToPeople";
import { roleIds } from "./RoleMenu";
import { roleTable, type RoleAnswer, type RoleTable } from "./roleTable";
import page from "./people.module.css";
import styles from "./RolesPage.module.css";

/** A role on a plan. */
interface Column {
  readonly title: string;
  readonly role: Role;
  readonly plan: Plan;
}

/** What every role opens: one plan with a column for each role, or one role with a column for each plan. */
export function RolesPage() {
  const { value: table, problem } = useAnswer("roles", roleTable);
  return (
    <>
      <BackToPeople />
      <header className={page.head}>
        <div className={page.title}>
          <h1>What each role opens</h1>
          {table && (
            <p className={page.faint}>
              {table.decisions.toLocaleString("en-GB")} decisions, made by the engine in this page.
            </p>
          )}
        </div>
      </header>
      {problem !== undefined && <p>{problem}</p>}
      {problem === undefined && table === undefined && <p role="status">Asking the engine…</p>}
      {table && <Roles table={table} />}
    </>
  );
}

const isRole = (role: string | null): role is Role => role !== null && Object.hasOwn(roles, role);

function Roles({ table }: { table: RoleTable }) {
  const { facts } = useSession();
  const item = useDashboard((state) => state.item);
  const go = useDashboard((state) => state.go);
  const [plan, setPlan] = useState<Plan>(facts.terms.plan);
  const [words, setWords] = useState("");
  const [only, setOnly] = useState<"all" | "different">("all");
  const role = isRole(item) ? item : null;
  const columns: Column[] = role
    ? planIds.map((id) => ({ title: titleOf(id), role, plan: id }))
    : roleIds.map((id) => ({ title: roleTitle(id), role: id, plan }));
  const isWanted = (action: Action) => `${actions[action].title} ${action}`.toLowerCase().includes(words.toLowerCase());
  const differs = (action: Action) =>
    new Set(columns.map((column) => inWords(table.answer(column.role, column.plan, action)))).size > 1;
  const shown = table.actions.filter((action) => isWanted(action) && (only === "all" || differs(action)));
  return (
    <>
      <div className={page.bar}>
        <Field
          label="Action"
          name="action"
          type="search"
          value={words}
          problems={[]}
          onChange={(event) => setWords(event.target.value)}
        />
        <div>
          <Labelled label="Role">
            <Choice<Role | "all">
              label="Role"
              value={role ?? "all"}
              options={[
                { value: "all", title: "All roles" },
                ...roleIds.map((id) => ({ value: id, title: roleTitle(id) })),
              ]}
              onChoose={(id) => go({ view: "roles", item: id === "all" ? null : id })}
            />
          </Labelled>
        </div>
        {role === null && (
          <div>
            <Labelled label="Plan">
              <Choice<Plan>
                label="Plan"
                value={plan}
                options={planIds.map((id) => ({ value: id, title: titleOf(id) }))}
                onChoose={setPlan}
              />
            </Labelled>
          </div>
        )}
        <div>
          <Labelled label="Rows">
            <Choice<"all" | "different">
              label="Rows"
              value={only}
              options={[
                { value: "all", title: "All actions" },
                { value: "different", title: "Only differences" },
              ]}
              onChoose={setOnly}
            />
          </Labelled>
        </div>
      </div>
      <p role="status" className={page.faint}>
        {shown.length} of {table.actions.length} actions
      </p>
      <Matrix table={table} columns={columns} shown={shown} caption={role ? roleTitle(role) : titleOf(plan)} />
    </>
  );
}

interface MatrixProps {
  table: RoleTable;
  columns: readonly Column[];
  shown: readonly Action[];
  caption: string;
}

function Matrix({ table, columns, shown, caption }: MatrixProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll a table only while it has the focus
    <section className={styles.scroll} tabIndex={0} aria-label={`Actions by role: ${caption}`}>
      <table className={styles.table} data-testid="roles">
        <caption className="visuallyHidden">What each role opens: {caption}</caption>
        <thead>
          <tr>
            <th scope="col">Action</th>
            {columns.map((column) => (
              <th key={column.title} scope="col">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        {inSections(shown).map((section) => (
          <tbody key={section.title}>
            <tr>
              <th scope="rowgroup" colSpan={columns.length + 1} className={styles.section}>
                <span>{section.title}</span>
              </th>
            </tr>
            {section.actions.map((action) => (
              <tr key={action} data-row={action}>
                <th scope="row">{actions[action].title}</th>
                {columns.map((column) => {
                  const answer = table.answer(column.role, column.plan, action);
                  return (
                    <td
                      key={column.title}
                      data-role={column.role}
                      data-plan={column.plan}
                      data-allowed={answer.decision.allowed}
                      title={answer.decision.message}>
                      {inWords(answer)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function inWords({ decision, from }: RoleAnswer): string {
  if (decision.allowed) return from === undefined ? "Yes" : `Where shared: ${levelTitle(from)}`;
  if (decision.reason === "role_forbids") return "No";
  if (decision.plan !== undefined) return `Needs ${titleOf(decision.plan)}`;
  return decision.reason === undefined ? "No" : reasonInWords(decision.reason);
}

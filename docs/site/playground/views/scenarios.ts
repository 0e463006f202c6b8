// The scenarios: each passes or fails, over the account or over snapshots of it.

import { element } from "../../../../bindings/js/inspector/element.js";
import { countOf } from "../../../../bindings/js/inspector/words.js";
import type { Problem } from "../../../../bindings/js/shared/decision.js";
import { markOf as problemMark, type Mark } from "../problems.js";
import { Choice } from "./choice.js";
import { empty, type Host, type Shown, type View } from "./view.js";
import { markOf, unseen } from "./words.js";

interface Scenario {
  readonly name: string;
  readonly checks: readonly unknown[];
}

export interface ScenariosHost extends Host {
  /** Marks what is wrong in the file of scenarios. */
  mark(marks: readonly Mark[]): void;
}

export function scenariosView({ asker, reveal, announce, mark }: ScenariosHost): View {
  let last: Shown | undefined;
  let turn = 0;
  const over = new Choice("Decide over", () => last && void run(last));
  over.offer([
    { value: "account", label: "the account" },
    { value: "snapshot", label: "a snapshot for each principal" },
  ]);
  const summary = element("p", { class: "pg-summary" });
  const list = element("ol", { class: "pg-scenarios" });

  /** Runs one scenario after the other, so that other questions are answered in between. */
  async function run(shown: Shown): Promise<void> {
    const mine = ++turn;
    last = shown;
    list.replaceChildren();
    summary.setAttribute("aria-busy", "true");
    summary.textContent = "Running…";
    try {
      await runAll(shown, () => mine === turn);
    } catch (error) {
      if (mine === turn) summary.replaceChildren(element("span", { class: "pg-fault" }, (error as Error).message));
    }
    if (mine === turn) summary.removeAttribute("aria-busy");
  }

  async function runAll({ documents }: Shown, isCurrent: () => boolean): Promise<void> {
    const files = filesOf(documents.scenarios);
    let [passed, checks] = [0, 0];
    for (const [at, file] of files.entries()) {
      const given = { policy: documents.policy, scenarios: file.text, overSnapshots: over.value === "snapshot" };
      const report = await asker.ask("scenarios", given);
      if (!isCurrent()) return;
      if (report.problems) return refused(report.problems.map((problem) => placed(problem, file.at)));
      mark([]);
      passed += report.passed;
      checks += report.checks;
      list.append(row(file.scenario, report.failures, () => reveal("scenarios", `/scenarios/${at}`)));
      summary.textContent = `${passed} of ${countOf(files.length, "scenario")} passed`;
    }
    summary.textContent = `${passed} passed, ${files.length - passed} failed, ${countOf(checks, "check")}`;
    announce(`Scenarios: ${summary.textContent}.`);
  }

  function refused(problems: readonly Problem[]): void {
    const marks = problems.map((problem) => problemMark(problem));
    mark(marks);
    summary.replaceChildren(empty(`The scenarios have ${countOf(marks.length, "problem")}, marked in their editor.`));
  }

  const choices = element("div", { class: "pg-choices" }, over.element);
  return { element: element("div", {}, choices, summary, list), show: (shown) => void run(shown) };
}

interface File {
  readonly text: string;
  readonly scenario: Scenario | undefined;
  /** The place of the scenario in the document; nothing where the file is the whole document. */
  readonly at: number | undefined;
}

/** Returns a file for each scenario; the document as it is, if it has another form. */
function filesOf(document: string): readonly File[] {
  try {
    const { scenarios, ...head } = JSON.parse(document);
    const isList = Array.isArray(scenarios) && scenarios.length > 0;
    if (isList)
      return scenarios.map((scenario: Scenario, at: number) => ({
        text: JSON.stringify({ ...head, scenarios: [scenario] }),
        scenario,
        at,
      }));
  } catch {
    // The engine says what is wrong with it.
  }
  return [{ text: document, scenario: undefined, at: undefined }];
}

function placed(problem: Problem, at: number | undefined): Problem {
  return at === undefined
    ? problem
    : { ...problem, field: problem.field.replace(/^\/scenarios\/0/, `/scenarios/${at}`) };
}

function row(scenario: Scenario | undefined, failures: readonly string[], find: () => void): HTMLElement {
  const isFailed = failures.length > 0;
  // A paragraph begins with the name of its scenario.
  const faults = failures.flatMap((paragraph) => paragraph.split("\n").slice(1)).map((line) => line.trim());
  return element(
    "li",
    { "data-show": isFailed ? "hidden" : "enabled" },
    markOf(isFailed ? "hidden" : "enabled"),
    unseen(isFailed ? "failed:" : "passed:"),
    element("button", { type: "button", class: "pg-asked", click: find }, scenario?.name ?? "scenarios"),
    isFailed && element("ul", {}, ...faults.map((fault) => element("li", {}, fault))),
  );
}

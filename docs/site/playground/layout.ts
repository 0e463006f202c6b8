// The panes of the page: three columns where there is room, two where there is less, and tabs on a small screen.

import { element } from "../../../bindings/js/inspector/element.js";
import { type DocumentName, forDocuments } from "./messages.js";
import { Tabs } from "./tabs.js";

/** The names of the documents for readers. */
export const titles: Readonly<Record<DocumentName, string>> = {
  policy: "Policy",
  account: "Account",
  questions: "Requests",
  scenarios: "Scenarios",
};

export interface Layout {
  readonly element: HTMLElement;
  /** The parts in which the editors are. */
  readonly hosts: Readonly<Record<DocumentName, HTMLElement>>;
  /** Brings the pane of a document, or the answers, into sight. */
  open(pane: DocumentName | "answers"): void;
  /** Says behind the title of a document how many problems it has. */
  note(document: DocumentName, problems: number): void;
}

export function createLayout(answers: HTMLElement): Layout {
  const hosts = forDocuments<HTMLElement>(() => element("div", { class: "pg-editor" }));
  const inner = new Tabs("Requests and scenarios", [
    tab("questions", hosts.questions),
    tab("scenarios", hosts.scenarios),
  ]);
  const headings = { policy: heading("Policy"), account: heading("Account") };
  const panes = {
    policy: pane("policy", headings.policy, hosts.policy),
    account: pane("account", headings.account, hosts.account),
    requests: pane("requests", inner.list, hosts.questions, hosts.scenarios),
    answers: pane("answers", undefined, answers),
  };
  const outer = new Tabs("Panes", [
    { name: "pane-policy", label: "Policy", panel: panes.policy },
    { name: "pane-account", label: "Account", panel: panes.account },
    { name: "pane-requests", label: "Requests", panel: panes.requests },
    { name: "pane-answers", label: "Answers", panel: panes.answers },
  ]);
  outer.choose("pane-answers", { isQuiet: true });
  const whole = element("div", { class: "pg-panes" }, ...Object.values(panes));
  const made = element("div", { class: "pg-layout" }, outer.list, whole);
  outer.setAreTabs(false);
  new ResizeObserver(() => outer.setAreTabs(made.clientWidth < 640)).observe(made);

  return {
    element: made,
    hosts,
    open(name) {
      const isInner = name === "questions" || name === "scenarios";
      if (isInner) inner.choose(name, { isQuiet: true });
      outer.choose(`pane-${isInner ? "requests" : name}`, { isQuiet: true });
    },
    note(name, problems) {
      const note = problems > 0 ? String(problems) : "";
      if (name === "policy" || name === "account") {
        headings[name].replaceChildren(titles[name], ...(note === "" ? [] : [element("small", {}, note)]));
        outer.note(`pane-${name}`, note);
      } else {
        inner.note(name, note);
        outer.note("pane-requests", note);
      }
    },
  };
}

const tab = (name: DocumentName, panel: HTMLElement) => ({ name, label: titles[name], panel });

const heading = (title: string): HTMLElement => element("h2", { class: "pg-heading" }, title);

function pane(name: string, head: HTMLElement | undefined, ...content: HTMLElement[]): HTMLElement {
  return element("section", { class: "pg-pane", "data-pane": name }, head, ...content);
}

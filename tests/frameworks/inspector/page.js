// A page of plain DOM: each control says its action and its place, and is drawn by the answer.
import { loadAccess } from "lockstep/inline";
import { inspect } from "lockstep/inspector/always";

const facts = await (await fetch("facts.json")).json();
const folders = facts.folders ?? ["/run", "/helped", "/seen", "/unknown"];
const open = async (snapshot) => loadAccess(snapshot, { now: facts.now });
const access = await open(facts.snapshot);

/** The decisions that the server would give; a test may change them. */
const server = { gate: undefined, wrong: new Set(), refused: new Set() };
async function verify(requests) {
  await server.gate;
  const refused = requests.flatMap(({ action }, at) => (server.refused.has(action) ? [at] : []));
  if (refused.length > 0)
    throw Object.assign(new Error("422"), {
      problems: refused.map((at) => ({ code: "no", field: `/${at}/x`, message: "" })),
    });
  return requests.map((request) => {
    const decision = Object.getPrototypeOf(access).decide.call(access, request);
    const { action } = request;
    return server.wrong.has(action)
      ? { ...decision, allowed: !decision.allowed, reason: decision.allowed ? "expired" : undefined }
      : decision;
  });
}

const people = async () => [{ name: "Ada", access: () => open(facts.other) }];
const start = (options) => inspect(access, { snapshot: facts.snapshot, verify, people, ...options });
const inspector = start();

const verbs = { "asset.view": "Open", "asset.move": "Move", "asset.delete": "Delete" };
for (const path of folders) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = path.slice(1);
  item.append(name);
  for (const [action, verb] of Object.entries(verbs)) {
    const button = document.createElement("button");
    button.textContent = verb;
    button.dataset.lockstep = action;
    button.dataset.lockstepPath = path;
    button.setAttribute("aria-label", `${verb} ${path.slice(1)}`);
    item.append(button);
  }
  document.querySelector("#folders").append(item);
}

function draw() {
  for (const control of document.querySelectorAll("[data-lockstep]")) {
    const { lockstep: action, lockstepPath: path, lockstepResource: resource } = control.dataset;
    const show = access.show(action, path ?? (resource && JSON.parse(resource)));
    control.hidden = show === "hidden";
    control.disabled = show === "disabled";
  }
}
access.watch(draw);
draw();
document.querySelector("#ask").addEventListener("click", () => document.querySelector("#dialog").showModal());

Object.assign(globalThis, { access, draw, facts, server, start, inspector });
document.documentElement.dataset.ready = "";

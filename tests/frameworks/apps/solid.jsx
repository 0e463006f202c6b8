import { createSignal, For } from "solid-js";
import { hydrate, render } from "solid-js/web";
import {
  LockstepProvider,
  useAccess,
  useCan,
  useDecision,
  useFormProblems,
  useGuard,
  useSelection,
} from "lockstep/solid";
import { invitation, paths, pressed, renders } from "./shared.js";

function Delete(props) {
  const guard = useGuard(() => ({ action: "asset.delete", resource: props.path }));
  return (
    <button type="button" {...guard()} onClick={() => pressed.push(props.path)}>
      {props.path}
    </button>
  );
}

const Buttons = () => <For each={["/run", "/seen", "/folder5"]}>{(path) => <Delete path={path} />}</For>;

function Row(props) {
  const may = useCan("asset.delete", () => props.path);
  const drawn = () => {
    renders.rows++;
    return may() ? props.path : "";
  };
  return <li>{drawn()}</li>;
}

function List() {
  const decision = useDecision({ action: "asset.delete", resource: "/folder5" });
  const selection = useSelection(["asset.delete"], paths);
  const access = useAccess();
  return (
    <>
      <em>{decision().message}</em>
      <output>{selection()["asset.delete"].allowed}</output>
      <b>{String(access.can("asset.delete", "/folder7"))}</b>
      <ul>
        <For each={paths}>{(path) => <Row path={path} />}</For>
      </ul>
    </>
  );
}

function Form() {
  const [email, setEmail] = createSignal("");
  const form = useFormProblems(() => invitation(email()));
  return (
    <>
      <input value={email()} onInput={(event) => setEmail(event.target.value)} {...form().field("email")} />
      <em>{String(form().decision.allowed)}</em>
    </>
  );
}

const parts = { Buttons, List, Form };

export function App(props) {
  const Part = parts[props.part];
  return (
    <LockstepProvider access={props.access}>
      <Part />
    </LockstepProvider>
  );
}

export function show(root, part, access) {
  const [source, set] = createSignal(access);
  const start = root.firstElementChild ? hydrate : render;
  const end = start(() => <App part={part} access={source()} />, root);
  return { set, end };
}

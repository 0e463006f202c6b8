// The page: every control asks the policy, and no component knows a rule.

import { Guarded, LockstepProvider, useFormProblems } from "lockstep/react";
import { type FormEvent, useState } from "react";
import type { Note, Send, Session } from "./session.ts";

export function App({ session, send, fault }: { session: Session; send: Send; fault: string }) {
  const { access, user, people, notes, level } = session;
  return (
    <LockstepProvider access={access}>
      <header>
        <h1>Notes</h1>
        <label>
          Signed in as{" "}
          <select value={user} onChange={(event) => send("PUT", "session", { user: event.target.value })}>
            {people.map(({ id, name, role }) => (
              <option key={id} value={id}>
                {name}, {role}
              </option>
            ))}
          </select>
        </label>
      </header>
      <main>
        <div className="bar">
          <NewNote send={send} />
          <Sharing level={level} send={send} />
        </div>
        <p className="fault" role="alert">
          {fault}
        </p>
        <ul className="notes">
          {notes.map((note) => (
            <Card key={note.id} note={note} send={send} />
          ))}
        </ul>
        <footer className="quiet">A grey button says why: point at it, or move the focus to it.</footer>
      </main>
    </LockstepProvider>
  );
}

function NewNote({ send }: { send: Send }) {
  const [name, setName] = useState("");
  const form = useFormProblems({ action: "note.create", resource: "/plans", context: { name } });
  const add = (event: FormEvent) => {
    event.preventDefault();
    send("POST", "notes", { name });
    setName("");
  };
  return (
    <form onSubmit={add}>
      <input
        aria-label="Name of a new note"
        placeholder="Name of a new note"
        value={name}
        onChange={(event) => setName(event.target.value)}
        {...(name && form.field("name"))}
      />
      <Guarded action="note.create" resource="/plans" context={{ name }}>
        <button type="submit">Add</button>
      </Guarded>
    </form>
  );
}

function Sharing({ level, send }: { level: string; send: Send }) {
  const next = level === "edit" ? "read" : "edit";
  return (
    <Guarded action="folder.share" resource="/plans" context={{ with: { role: "member" }, level: next }}>
      <button type="button" onClick={() => send("PUT", "sharing", { level: next })}>
        {next === "edit" ? "Let members edit all notes" : "Let members only read"}
      </button>
    </Guarded>
  );
}

function Card({ note, send }: { note: Note; send: Send }) {
  const [draft, setDraft] = useState<string>();
  const resource = { note: note.id };
  const edit = () => {
    if (draft !== undefined) send("PUT", `notes/${note.id}/text`, { text: draft });
    setDraft(draft === undefined ? note.text : undefined);
  };
  return (
    <li className="card">
      <h2>
        {note.name}
        {note.final && <span className="badge">final</span>}
      </h2>
      <p className="quiet">by {note.author}</p>
      {draft === undefined ? (
        <p>{note.text}</p>
      ) : (
        <textarea aria-label={note.name} value={draft} onChange={(event) => setDraft(event.target.value)} />
      )}
      <div className="buttons">
        <Guarded action="note.edit" resource={resource}>
          <button type="button" onClick={edit}>
            {draft === undefined ? "Edit" : "Save"}
          </button>
        </Guarded>
        <Guarded action="note.finish" resource={resource} context={{ value: !note.final }}>
          <button type="button" onClick={() => send("PUT", `notes/${note.id}/final`, { value: !note.final })}>
            {note.final ? "Open again" : "Finish"}
          </button>
        </Guarded>
        <Guarded action="note.delete" resource={resource}>
          <button type="button" className="danger" onClick={() => send("DELETE", `notes/${note.id}`)}>
            Delete
          </button>
        </Guarded>
      </div>
    </li>
  );
}

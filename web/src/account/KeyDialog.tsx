import { useState } from "react";
import { FormDialog } from "../dialogs/FormDialog";
import { problemsOf, useRequest } from "../dialogs/useRequest";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";
import { useAnswer } from "../session/useAnswer";
import { Choice } from "../ui/Choice";
import { Problems } from "../ui/Field";
import { Labelled } from "../ui/Labelled";
import { kinds, scopes, type Kind, type Scope } from "./keys";

const optionsOf = <Value extends string>(titles: Record<Value, string>) =>
  (Object.keys(titles) as Value[]).map((value) => ({ value, title: titles[value] }));

const notes: Record<Kind, string> = {
  standard: "Reads and writes everything in the library.",
  restricted: "Does only what you allow it to.",
};

/** Which kind of key, and what a restricted one may do with media. */
export function KeyDialog({ question }: { question: Question }) {
  const openDialog = useDashboard((state) => state.openDialog);
  const { resource } = question;
  const id = typeof resource === "object" && "apiKey" in resource ? resource.apiKey : undefined;
  const { value: keys } = useAnswer(id === undefined ? null : "apiKeys", (live) => live.list("apiKeys"));
  const before = keys?.find((key) => key.id === id);
  const [draft, setDraft] = useState<{ kind?: Kind; media?: Scope }>({});
  const kind = draft.kind ?? before?.kind ?? "standard";
  const media = draft.media ?? before?.media ?? "read";
  const asked: Question = { ...question, context: kind === "standard" ? { kind } : { kind, media } };
  const { decision, send } = useRequest(asked);
  const isUnknown = id !== undefined && before === undefined;

  async function sendKey() {
    if (await send()) openDialog({ kind: "keys", question: { action: "api_key.view" } });
  }

  return (
    <FormDialog
      question={asked}
      decision={isUnknown ? { ...decision, allowed: false } : decision}
      lead={id}
      button={id === undefined ? "Create key" : "Save"}
      onSend={sendKey}>
      <Labelled label="Kind" note={notes[kind]}>
        <Choice<Kind>
          label="Kind"
          value={kind}
          options={optionsOf(kinds)}
          onChoose={(kind) => setDraft({ ...draft, kind })}
        />
      </Labelled>
      {kind === "restricted" && (
        <Labelled label="Access to media">
          <Choice<Scope>
            label="Access to media"
            value={media}
            options={optionsOf(scopes)}
            onChoose={(media) => setDraft({ ...draft, media })}
          />
        </Labelled>
      )}
      <Problems problems={problemsOf(decision)} />
    </FormDialog>
  );
}

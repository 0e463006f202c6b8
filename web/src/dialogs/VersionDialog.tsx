import { useAccess } from "lockstep/react";
import { useState } from "react";
import { versionsOf } from "../demo/display";
import { nameOf } from "../session/paths";
import { pathOf, type Question } from "../session/question";
import { useSession } from "../session/store";
import { FormDialog } from "./FormDialog";
import { PickList } from "./PickList";
import { problemsOf, useRequest } from "./useRequest";
import { Problems } from "../ui/Field";

/** Which version of a file: the current one can be neither restored nor deleted. */
export function VersionDialog({ question }: { question: Question }) {
  const access = useAccess();
  const [chosen, setChosen] = useState<string | null>(null);
  const path = pathOf(question.resource) ?? "";
  const { listing } = useSession();
  const versions = versionsOf(listing.byPath.get(path)?.id ?? "");
  const questionOf = (isCurrent: boolean): Question => ({
    ...question,
    context: { version: isCurrent ? "current" : "noncurrent" },
  });
  const asked = chosen === null ? question : questionOf(versions.find(({ id }) => id === chosen)?.isCurrent ?? false);
  const { decision, send } = useRequest(asked);
  const picks = versions.map(({ id, title, isCurrent }) => ({
    key: id,
    title,
    decision: access.decide(questionOf(isCurrent)),
  }));
  return (
    <FormDialog
      question={asked}
      decision={chosen === null ? { ...decision, allowed: false } : decision}
      lead={nameOf(path)}
      onSend={() => send()}>
      <PickList label="Version" picks={picks} chosen={chosen} onChoose={setChosen} />
      <Problems problems={chosen === null ? [] : problemsOf(decision)} />
    </FormDialog>
  );
}

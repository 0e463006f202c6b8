import { useAccess } from "lockstep/react";
import { Images } from "lucide-react";
import { useState } from "react";
import { ActionButton } from "../follow/ActionButton";
import { placeOf, type Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { jointly } from "../follow/jointly";
import { FormDialog } from "./FormDialog";
import { PickList } from "./PickList";

/** Which collection to add to: those this person sees, greyed where the engine refuses. */
export function CollectionDialog({ questions }: { questions: Question[] }) {
  const access = useAccess();
  const { listing } = useSession();
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const [collection, setCollection] = useState<string | null>(null);
  const [first] = questions;
  if (!first) return null;
  const context = collection === null ? {} : { collection };
  const decision = jointly(access, questions, context);

  async function send() {
    if (collection === null || !first) return;
    const answer = await carryOut(questions.map((question) => ({ ...question, context })));
    if (answer?.allowed) openDialog(null);
  }

  const picks = listing.collections.map((one) => ({
    key: one.id,
    decision: jointly(access, questions, { collection: one.id }),
    title: (
      <>
        <Images aria-hidden />
        {one.name}
      </>
    ),
  }));
  const lead = questions.length === 1 ? placeOf(first.resource) : `${questions.length} selected`;
  return (
    <FormDialog
      question={{ ...first, context }}
      decision={collection === null ? { ...decision, allowed: false } : decision}
      lead={lead}
      onSend={send}>
      {picks.length > 0 ? (
        <PickList label="Collection" picks={picks} chosen={collection} onChoose={setCollection} />
      ) : (
        <ActionButton question={{ action: "collection.create" }} />
      )}
    </FormDialog>
  );
}

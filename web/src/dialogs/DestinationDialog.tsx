import { useAccess } from "lockstep/react";
import { Folder, House } from "lucide-react";
import { useMemo, useState } from "react";
import { jointly } from "../follow/jointly";
import { useTopTitle } from "../library/useTopTitle";
import type { Listing } from "../session/listing";
import { placeOf, type OwnContext, type Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { FormDialog } from "./FormDialog";
import { PickList, type Pick } from "./PickList";

function foldersBelow(listing: Listing, path: string, depth: number): { path: string; name: string; depth: number }[] {
  return (listing.children.get(path) ?? [])
    .filter((entry) => entry.kind === "folder")
    .flatMap((entry) => [
      { path: entry.path, name: entry.name, depth },
      ...foldersBelow(listing, entry.path, depth + 1),
    ]);
}

/** Where to move or copy: every visible folder, greyed where the engine refuses it as a destination. */
export function DestinationDialog({ questions }: { questions: Question[] }) {
  const access = useAccess();
  const { listing } = useSession();
  const top = useTopTitle();
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const [to, setTo] = useState<string | null>(null);

  const picks = useMemo(
    () =>
      [{ path: "/", name: top, depth: 0 }, ...foldersBelow(listing, "/", 1)].map(
        (folder): Pick => ({
          key: folder.path,
          depth: folder.depth,
          decision: jointly(access, questions, { to: folder.path }),
          title: (
            <>
              {folder.path === "/" ? <House aria-hidden /> : <Folder aria-hidden />}
              {folder.name}
            </>
          ),
        }),
      ),
    [access, listing, questions, top],
  );

  const [first] = questions;
  if (!first) return null;
  const context: OwnContext = to === null ? {} : { to };
  const decision = jointly(access, questions, context);

  async function send() {
    if (to === null || !first) return;
    const answer = await carryOut(questions.map((question) => ({ ...question, context })));
    if (answer?.allowed) openDialog(null);
  }

  const lead = questions.length === 1 ? placeOf(first.resource) : `${questions.length} selected`;
  return (
    <FormDialog
      question={{ ...first, context }}
      decision={to === null ? { ...decision, allowed: false } : decision}
      lead={lead}
      onSend={send}>
      <PickList label="Destination" picks={picks} chosen={to} onChoose={setTo} />
    </FormDialog>
  );
}

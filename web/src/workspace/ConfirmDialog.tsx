import { nameOf } from "../session/paths";
import { FormFrame } from "./FormFrame";
import { roleTitle } from "./facts";
import { useAnswer, type Asked } from "./question";
import { openDialog, useSession, useWorkspace } from "./store";

/** Asks again before a destructive action. */
export function ConfirmDialog({ asked }: { asked: Asked }) {
  const { policy, facts, listing } = useSession();
  const carryOut = useWorkspace((state) => state.carryOut);
  const decision = useAnswer(asked);
  const { resource } = asked;
  const isRole = typeof resource === "object" && "role" in resource;
  const name = isRole ? roleTitle(policy, facts, resource.role) : nameOf(String(resource ?? ""));
  const below =
    typeof resource === "string"
      ? [...listing.byPath.keys()].filter((path) => path.startsWith(`${resource}/`)).length
      : 0;

  async function send() {
    const answer = await carryOut([asked], name);
    if (answer?.allowed) openDialog(null);
  }

  return (
    <FormFrame
      asked={asked}
      decision={decision}
      lead="This can't be undone."
      problems={decision.allowed ? [] : [decision.message]}
      onSend={send}>
      <p>
        <strong>{name}</strong>
        {below > 0 && `, with ${below} below it`}
      </p>
    </FormFrame>
  );
}

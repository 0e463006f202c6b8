// What pressing an allowed control does: open the form that the action's effect needs, or send it at once.
import { notify } from "../ui/toasts";
import { fieldsOf } from "./fields";
import { actionTitle, contextOf, effectOf, kindOf, type Policy } from "./policy";
import type { Asked } from "./question";
import { openDialog, useWorkspace } from "./store";

/** Returns the one other value of a switch: of a `bool`, or of two words. */
export function otherValue(policy: Policy, action: string, kind: string, now: unknown): boolean | string | undefined {
  const { name, of } = effectOf(policy, action);
  if (name !== "set") return undefined;
  const type = kindOf(policy, kind).attributes?.[of];
  if (type === "bool" || of === "inherit") return now !== true;
  return Array.isArray(type) && type.length === 2 ? type[type[0] === now ? 1 : 0] : undefined;
}

export function perform(asked: Asked): Promise<unknown> | undefined {
  const { session, go, carryOut, at } = useWorkspace.getState();
  if (!session) return undefined;
  const { policy, listing } = session;
  const { name, of } = effectOf(policy, asked.action);
  const resource = typeof asked.resource === "string" ? listing.byPath.get(asked.resource) : undefined;
  const needsContext = contextOf(policy, asked.action).length > 0;
  if (name === "share" || name === "unshare") openDialog({ kind: "share", asked });
  else if (name === "role.create") go({ page: "roles", role: "" });
  else if (name === "role.edit" && typeof asked.resource === "object" && "role" in asked.resource)
    go({ page: "roles", role: asked.resource.role });
  else if (name === "" && !needsContext) {
    if (resource && resource.path !== at) go({ page: "places", at: resource.path });
    else leaveToProduct(policy, asked);
  } else if (policy.actions[asked.action]?.destructive) openDialog({ kind: "confirm", asked });
  else if (resource && otherValue(policy, asked.action, resource.kind, resource.attributes?.[of]) !== undefined) {
    const value = otherValue(policy, asked.action, resource.kind, resource.attributes?.[of]);
    return carryOut([{ ...asked, context: { value } }]);
  } else if (fieldsOf(policy, asked.action, resource?.kind).length > 0) openDialog({ kind: "form", asked });
  else return carryOut([asked]);
  return undefined;
}

/** Says what the product would do now: the action is a permission, and changes no fact of the account. */
export function leaveToProduct(policy: Policy, { action }: Asked): void {
  notify({
    title: `Allowed: ${actionTitle(policy, action)}`,
    detail: "From here on it is the product's own work. This demo has none behind it.",
    tone: "plain",
  });
}

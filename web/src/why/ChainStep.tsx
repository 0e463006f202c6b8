import type { Decision } from "lockstep";
import { nameOfSubject } from "../session/facts";
import { useDashboard, useSession } from "../session/store";
import { levelTitle, roleTitle } from "../session/titles";

export type Step = Decision["because"][number];

/** One link of the chain that a decision rests on, in words. */
export function ChainStep({ step }: { step: Step }) {
  const { facts } = useSession();
  const as = useDashboard((state) => state.as);
  const collection = facts.collections.find((one) => one.id === step.collection)?.name ?? step.collection;
  const place = step.on ?? (collection ? `the collection ${collection}` : "");
  const level = levelTitle(step.level);
  switch (step.kind) {
    case "role":
      return <>The role {roleTitle(step.role ?? facts.users.find((user) => user.id === as)?.role ?? "")}</>;
    case "share":
      return (
        <>
          {step.with?.group ? `Shared with the group ${nameOfSubject(facts, step.with)}` : "Shared with you"}
          {place && ` on ${place}`}
          {level && `: ${level}`}
        </>
      );
    case "owner":
      return <>You own {place}</>;
    case "collection":
      return <>In the collection {collection}, which you can see</>;
    case "public_link":
      return <>A public link on {place}</>;
    case "api_key":
      return <>The scope of the API key</>;
    case "system":
      return <>The host itself</>;
  }
}

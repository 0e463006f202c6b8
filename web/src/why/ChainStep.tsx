import type { Decision } from "lockstep";
import { endInWords } from "../session/days";
import { nameOfSubject } from "../session/facts";
import { useDashboard, useSession } from "../session/store";
import { levelTitle, roleTitle } from "../session/titles";

export type Step = Decision["because"][number];

/** One link of the chain that a decision rests on, in words: for the signed-in user, or about another user. */
export function ChainStep({ step, of }: { step: Step; of?: string }) {
  const { facts } = useSession();
  const as = useDashboard((state) => state.as);
  const isOwn = of === undefined || of === as;
  const collection = facts.collections.find((one) => one.id === step.collection)?.name ?? step.collection;
  const place = step.on ?? (collection ? `the collection ${collection}` : "");
  const level = levelTitle(step.level);
  switch (step.kind) {
    case "role":
      return <>The role {roleTitle(step.role ?? facts.users.find((user) => user.id === (of ?? as))?.role ?? "")}</>;
    case "share":
      return (
        <>
          {step.with?.group
            ? `Shared with the group ${nameOfSubject(facts, step.with)}`
            : isOwn
              ? "Shared with you"
              : "Shared"}
          {place && ` on ${place}`}
          {level && `: ${level}`}
          {step.until && `, until ${endInWords(step.until)}`}
        </>
      );
    case "owner":
      return isOwn ? <>You own {place}</> : <>Owns {place}</>;
    case "collection":
      return isOwn ? <>In the collection {collection}, which you can see</> : <>In the collection {collection}</>;
    case "public_link":
      return <>A public link on {place}</>;
    case "api_key":
      return <>The scope of the API key</>;
    case "system":
      return <>The host itself</>;
  }
}

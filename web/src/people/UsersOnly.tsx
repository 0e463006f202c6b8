import { useDecision } from "lockstep/react";
import { Users } from "lucide-react";
import type { ReactNode } from "react";
import { useDashboard } from "../session/store";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";

/** A page for those who may see the users; for others the reason why not. */
export function UsersOnly({ children }: { children: ReactNode }) {
  const question = { action: "user.view" } as const;
  const decision = useDecision(question);
  const explain = useDashboard((state) => state.explain);
  if (decision.allowed) return children;
  return (
    <Empty
      icon={<Users />}
      title="You can't manage users here"
      level={1}
      action={<Button onClick={() => explain(question)}>Why?</Button>}>
      {decision.message}
    </Empty>
  );
}

import { Popover } from "@base-ui/react/popover";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { FlaskConical, LibraryBig, RotateCcw, ShieldCheck, Shapes, Users, type LucideIcon } from "lucide-react";
import { useId } from "react";
import icon from "../icon.svg";
import demo from "../shell/DemoControls.module.css";
import navigation from "../shell/Navigation.module.css";
import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import popup from "../ui/Popup.module.css";
import type { Page } from "./address";
import { Link } from "./Link";
import { actionsOn } from "./policy";
import { PlaceTree } from "./PlaceTree";
import { useAnswers } from "./question";
import { useAway, useSession, useWorkspace } from "./store";
import { titleOf } from "./policy";

const pages: readonly { page: Page; name: string; icon: LucideIcon }[] = [
  { page: "places", name: "Places", icon: Shapes },
  { page: "people", name: "People", icon: Users },
  { page: "roles", name: "Roles", icon: ShieldCheck },
];

export function Navigation() {
  const { policy } = useSession();
  const here = useWorkspace((state) => state.page);
  const answers = useAnswers();
  // Who may do nothing with roles has no page of them.
  const seesRoles = [...actionsOn(policy, "role"), ...actionsOn(policy, "account")].some(
    (action) => policy.actions[action]?.does?.startsWith("role.") && answers.show(action) !== "hidden",
  );
  return (
    <div className={navigation.navigation}>
      <p className={navigation.brand}>
        <img src={icon} alt="" width="28" height="28" />
        <span>
          Lockstep
          <span className={navigation.what}>Demo: policy “{policy.id}”</span>
        </span>
      </p>
      <nav aria-label="Pages">
        <ul>
          {pages.map(({ page, name, icon: Icon }) =>
            page === "roles" && !seesRoles ? null : (
              <li key={page}>
                <Link
                  to={{ page, at: "/" }}
                  className={navigation.page}
                  aria-current={here === page ? "page" : undefined}>
                  <Icon aria-hidden />
                  <span>{name}</span>
                </Link>
              </li>
            ),
          )}
        </ul>
      </nav>
      <PlaceTree />
      <DemoMenu />
    </div>
  );
}

/** What the host of the demonstration does: the plan, starting over, and another policy. */
function DemoMenu() {
  const { policy, facts } = useSession();
  const setPlan = useWorkspace((state) => state.setPlan);
  const startOver = useWorkspace((state) => state.startOver);
  const away = useAway();
  const labelId = useId();
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <Button look="plain" className={demo.trigger} icon={<FlaskConical />}>
            <span className={demo.text}>Demo</span>
            {facts.plan !== "" && <span className={demo.plan}>{titleOf(policy, facts.plan)}</span>}
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner className={popup.positioner} sideOffset={8} side="top" align="start" collisionPadding={12}>
          <Popover.Popup className={classes(popup.popup, popup.padded)}>
            <Popover.Title id={labelId} className={demo.title}>
              Plan of this account
            </Popover.Title>
            <RadioGroup
              aria-labelledby={labelId}
              value={facts.plan}
              disabled={away !== null}
              onValueChange={(plan) => void setPlan(String(plan))}
              className={demo.plans}>
              {(policy.plans ?? []).map((plan) => (
                // biome-ignore lint/a11y/noLabelWithoutControl: Radio.Root renders the input
                <label key={plan} className={demo.choice}>
                  <Radio.Root value={plan} className={demo.radio} data-plan={plan}>
                    <Radio.Indicator className={demo.dot} />
                  </Radio.Root>
                  <span>{titleOf(policy, plan)}</span>
                </label>
              ))}
            </RadioGroup>
            <Button icon={<RotateCcw />} className={demo.reset} onClick={() => void startOver()}>
              Start over
            </Button>
            <a className={demo.sides} href="./">
              <LibraryBig aria-hidden />
              The media library
            </a>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

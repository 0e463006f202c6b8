import { Popover } from "@base-ui/react/popover";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { Columns2, FlaskConical, RotateCcw, Shapes } from "lucide-react";
import { useId } from "react";
import { sideBySideAddress } from "../side/address";
import { isFramed } from "../side/travel";
import { useAway, useDashboard, useSession } from "../session/store";
import { planIds, titleOf } from "../session/titles";
import { Button } from "../ui/Button";
import popup from "../ui/Popup.module.css";
import { classes } from "../ui/classes";
import styles from "./DemoControls.module.css";

/**
 * The plan, as the host sets it, and starting over. Not part of the product: it lets a visitor see the gates open and
 * close.
 */
export function DemoControls() {
  const { facts } = useSession();
  const setPlan = useDashboard((state) => state.setPlan);
  const startOver = useDashboard((state) => state.startOver);
  const away = useAway();
  const labelId = useId();
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <Button look="plain" className={styles.trigger} icon={<FlaskConical />}>
            <span className={styles.text}>Demo</span>
            <span className={styles.plan}>{titleOf(facts.terms.plan)}</span>
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner className={popup.positioner} sideOffset={8} side="top" align="start" collisionPadding={12}>
          <Popover.Popup className={classes(popup.popup, popup.padded)}>
            <Popover.Title id={labelId} className={styles.title}>
              Plan of this account
            </Popover.Title>
            <Popover.Description className={styles.note}>
              Set by the host. Nothing is deleted on a smaller plan; what it lacks closes.
            </Popover.Description>
            <RadioGroup
              aria-labelledby={labelId}
              value={facts.terms.plan}
              disabled={away !== null}
              onValueChange={(plan) => void setPlan(plan)}
              className={styles.plans}>
              {planIds.map((plan) => (
                // biome-ignore lint/a11y/noLabelWithoutControl: Radio.Root renders the input
                <label key={plan} className={styles.choice}>
                  <Radio.Root value={plan} className={styles.radio} data-plan={plan}>
                    <Radio.Indicator className={styles.dot} />
                  </Radio.Root>
                  <span>{titleOf(plan)}</span>
                </label>
              ))}
            </RadioGroup>
            <Button
              icon={<RotateCcw />}
              className={styles.reset}
              aria-disabled={away === null ? undefined : true}
              onClick={() => away === null && void startOver()}>
              Start over
            </Button>
            {away !== null && <p className={styles.note}>{away}</p>}
            <p className={styles.note}>Public links that need a password at first take “northpine”.</p>
            <p className={styles.note}>Puts people, files and shares back to how the demo begins, for every user.</p>
            {!isFramed() && <SideBySideLink />}
            {!isFramed() && <OtherPolicyLink />}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** In a page of its own: each half is a page as this one is. */
function SideBySideLink() {
  const as = useDashboard((state) => state.as);
  return (
    <a className={styles.sides} href={sideBySideAddress(as, as === "rosa" ? "ada" : "rosa")}>
      <Columns2 aria-hidden />
      Two people side by side
    </a>
  );
}

/** The demonstration's account under another policy, on a page that knows no policy beforehand. */
function OtherPolicyLink() {
  return (
    <a className={styles.other} href="?policy=tracker">
      <Shapes aria-hidden />
      Another policy: a project tracker
    </a>
  );
}

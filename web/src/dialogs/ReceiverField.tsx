import { Combobox } from "@base-ui/react/combobox";
import { X } from "lucide-react";
import { useRef, useState } from "react";
import { listed, many } from "../session/counting";
import { Avatar } from "../ui/Avatar";
import popup from "../ui/Popup.module.css";
import type { Receiver, Refused } from "./receivers";
import styles from "./ReceiverField.module.css";

interface ReceiverFieldProps {
  /** Whom the engine allows. */
  possible: readonly Receiver[];
  refused: readonly Refused[];
  chosen: readonly Receiver[];
  onChoose: (receivers: Receiver[]) => void;
}

const contains = (string: string, words: string): boolean => string.toLowerCase().includes(words);

/** By any part of the name or the e-mail address. */
function matches({ name, email }: Receiver, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  return contains(name, wanted) || contains(email ?? "", wanted);
}

/** A field that finds people and groups while one types. Only those that can be chosen are offered. */
export function ReceiverField({ possible, refused, chosen, onChoose }: ReceiverFieldProps) {
  const [isOpen, setOpen] = useState(false);
  const chips = useRef<HTMLDivElement>(null);

  function choose(receivers: Receiver[], event: Combobox.Root.ChangeEventDetails) {
    // The Escape key closes the dialog and chooses nothing else.
    if (event.reason === "escape-key") {
      event.cancel();
      event.allowPropagation();
      return;
    }
    setOpen(false);
    onChoose(receivers);
  }

  return (
    <div className={styles.field}>
      <Combobox.Root<Receiver, true>
        multiple
        items={possible.filter(({ key }) => !chosen.some((one) => one.key === key))}
        value={[...chosen]}
        onValueChange={choose}
        open={isOpen}
        onOpenChange={setOpen}
        autoHighlight
        filter={matches}
        itemToStringLabel={({ name }) => name}
        isItemEqualToValue={(one, other) => one.key === other.key}>
        <Combobox.Chips ref={chips} className={styles.chips}>
          {chosen.map(({ key, name }) => (
            <Combobox.Chip key={key} className={styles.chip} aria-label={name} data-chosen={key}>
              {name}
              <Combobox.ChipRemove className={styles.remove} aria-label={`Remove ${name}`}>
                <X aria-hidden />
              </Combobox.ChipRemove>
            </Combobox.Chip>
          ))}
          <Combobox.Input
            className={styles.input}
            aria-label="Share with"
            placeholder={chosen.length > 0 ? "" : "Name, e-mail or group"}
          />
        </Combobox.Chips>
        <Combobox.Portal>
          <Combobox.Positioner anchor={chips} className={popup.positioner} sideOffset={6} collisionPadding={12}>
            <Combobox.Popup className={styles.popup}>
              <Combobox.Empty className={styles.empty}>Nobody of this name can be chosen.</Combobox.Empty>
              <Combobox.List className={styles.list}>
                {(receiver: Receiver) => (
                  <Combobox.Item key={receiver.key} value={receiver} className={popup.item} data-value={receiver.key}>
                    <Avatar name={receiver.name} />
                    <span className={popup.grow}>
                      {receiver.name}
                      <span className={popup.note}>{receiver.who.group === undefined ? receiver.email : "Group"}</span>
                    </span>
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      {refused.map((one) => (
        <Others key={one.message} {...one} />
      ))}
    </div>
  );
}

/** Those that are not offered, in one line with the engine's reason; opened, by name. */
function Others({ message, receivers }: Refused) {
  const groups = receivers.filter(({ who }) => who.group !== undefined).length;
  const people = receivers.length - groups;
  const counts = [people > 0 && many(people, "person", "people"), groups > 0 && many(groups, "group")];
  return (
    <details className={styles.others} data-testid="others">
      <summary>
        {listed(counts.filter((count) => count !== false))} not offered: {message}
      </summary>
      {listed(receivers.map(({ name }) => name))}
    </details>
  );
}

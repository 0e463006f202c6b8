import { Select } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";
import { classes } from "./classes";
import styles from "./Choice.module.css";
import popup from "./Popup.module.css";

export interface Option<Value extends string> {
  value: Value;
  title: string;
  note?: string;
  off?: boolean;
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value | null;
  options: readonly Option<Value>[];
  onChoose: (value: Value) => void;
  placeholder?: string;
  small?: boolean;
  invalid?: boolean;
  /** What else is said of the button that opens it. */
  trigger?: ComponentProps<"button">;
}

export function Choice<Value extends string>({
  label,
  value,
  options,
  onChoose,
  placeholder = "Choose",
  small,
  invalid,
  trigger,
}: ChoiceProps<Value>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Select.Root value={value} onValueChange={(next) => next !== null && onChoose(next as Value)}>
      <Select.Trigger
        {...trigger}
        className={classes(styles.trigger, small && styles.small)}
        aria-label={`${label}: ${chosen?.title ?? placeholder}`}
        aria-invalid={invalid || undefined}>
        <span className={styles.value} data-empty={chosen ? undefined : ""}>
          {chosen?.title ?? placeholder}
        </span>
        <ChevronsUpDown aria-hidden />
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner
          className={popup.positioner}
          sideOffset={6}
          alignItemWithTrigger={false}
          collisionPadding={12}>
          <Select.Popup className={popup.popup}>
            {options.map((option) => (
              <Select.Item
                key={option.value}
                value={option.value}
                disabled={option.off ?? false}
                className={popup.item}
                data-value={option.value}>
                <span className={popup.grow}>
                  <Select.ItemText>{option.title}</Select.ItemText>
                  {option.note && <span className={popup.note}>{option.note}</span>}
                </span>
                <Select.ItemIndicator>
                  <Check size={16} aria-hidden />
                </Select.ItemIndicator>
              </Select.Item>
            ))}
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}

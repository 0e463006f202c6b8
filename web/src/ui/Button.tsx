import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Button.module.css";

export type Look = "primary" | "plain" | "quiet" | "bad";

interface ButtonProps extends ComponentProps<"button"> {
  look?: Look | undefined;
  icon?: ReactNode;
  iconOnly?: boolean | undefined;
  /** Keeps only its icon on a narrow page. */
  shrinks?: boolean | undefined;
}

export function Button({ look = "plain", icon, iconOnly, shrinks, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(
        styles.button,
        styles[look],
        iconOnly && styles.iconOnly,
        shrinks && styles.shrinks,
        className,
      )}>
      {icon}
      <span className={iconOnly ? "visuallyHidden" : styles.label}>{children}</span>
    </button>
  );
}

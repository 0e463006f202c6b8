import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { Button } from "./Button";
import { classes } from "./classes";
import { headingOfPlace } from "./focus";
import styles from "./Modal.module.css";

interface ModalProps {
  title: ReactNode;
  lead?: ReactNode;
  /** "box" is in the middle; "sheet" slides in from the side and fills a narrow page; "nav" comes from the left. */
  shape?: "box" | "sheet" | "nav";
  footer?: ReactNode;
  onClose: () => void;
  children: ReactNode;
  testId?: string;
}

/**
 * What the focus goes back to, the nearest first: a dialog that followed another on the page has no button of its own.
 */
let openers: readonly Element[] = [];

function openersNow(): readonly Element[] {
  const focused = document.activeElement;
  const menu = focused?.closest("[role=menu]");
  const opener = menu ? document.querySelector(`[aria-controls="${menu.id}"]`) : focused;
  const before = focused?.closest("[role=dialog]") ? openers : [];
  openers = opener && opener !== document.body ? [opener, ...before] : before;
  return openers;
}

export function Modal({ title, lead, shape = "box", footer, onClose, children, testId }: ModalProps) {
  const body = useRef<HTMLDivElement>(null);
  const [from] = useState(openersNow);
  // A deletion takes its button with it.
  const after = () => (from.find((element) => element.isConnected) as HTMLElement | undefined) ?? headingOfPlace();
  // The focus begins at Cancel for a destructive action, and at the first field of a form.
  const firstField = () => {
    if (shape !== "box") return true;
    const field = body.current?.querySelector<HTMLElement>("input, textarea, button, [tabindex='0']");
    return body.current?.parentElement?.querySelector<HTMLElement>("[data-first]") ?? field ?? true;
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.veil} />
        <Dialog.Popup
          className={classes(styles.popup, styles[shape])}
          data-testid={testId}
          initialFocus={firstField}
          finalFocus={after}>
          <header className={styles.head}>
            <div>
              <Dialog.Title className={styles.title}>{title}</Dialog.Title>
              {lead && <Dialog.Description className={styles.lead}>{lead}</Dialog.Description>}
            </div>
            <Dialog.Close
              render={
                <Button look="quiet" iconOnly icon={<X />}>
                  Close
                </Button>
              }
            />
          </header>
          <div ref={body} className={styles.body}>
            {children}
          </div>
          {footer && <footer className={styles.foot}>{footer}</footer>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

import { Toast } from "@base-ui/react/toast";
import { CircleCheck, Info, ShieldAlert, X } from "lucide-react";
import { Button } from "./Button";
import styles from "./Toasts.module.css";
import { toasts } from "./toasts";

function ToastIcon({ tone }: { tone: string | undefined }) {
  if (tone === "bad") return <ShieldAlert className={styles.bad} aria-hidden />;
  return tone === "plain" ? (
    <Info className={styles.plain} aria-hidden />
  ) : (
    <CircleCheck className={styles.good} aria-hidden />
  );
}

function ToastList() {
  const manager = Toast.useToastManager();
  return manager.toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast} swipeDirection="right" data-toast={toast.type}>
      <ToastIcon tone={toast.type} />
      <Toast.Content className={styles.text}>
        <Toast.Title className={styles.title} render={<p />} />
        <Toast.Description className={styles.detail} />
      </Toast.Content>
      <Toast.Action className={styles.action} />
      <Toast.Close
        render={
          <Button look="quiet" iconOnly icon={<X />}>
            Dismiss
          </Button>
        }
      />
    </Toast.Root>
  ));
}

/** What came of an operation, spoken by a live region of the toast viewport. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={toasts} timeout={6000}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

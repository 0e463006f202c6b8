import { useEffect, useState, type ComponentType } from "react";
import { unreachable } from "../session/failures";
import { useDashboard } from "../session/store";
import { notify } from "../ui/toasts";

/** Loads the X-ray when it is used first: until then the page has nothing of it. */
export function XrayPlace() {
  const xray = useDashboard((state) => state.xray);
  const setXray = useDashboard((state) => state.setXray);
  const [Xray, setPart] = useState<ComponentType | null>(null);
  useEffect(() => {
    if (!xray || Xray) return;
    import("./Xray").then(
      (part) => setPart(() => part.Xray),
      () => {
        setXray(false);
        notify({ title: "The X-ray did not load", detail: unreachable, tone: "bad" });
      },
    );
  }, [xray, Xray, setXray]);
  return xray && Xray ? <Xray /> : null;
}

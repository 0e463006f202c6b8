import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles/tokens.css";
import "./styles/base.css";
import { useDashboard } from "./session/store";
import { Dashboard } from "./shell/Dashboard";
import { Toasts } from "./ui/Toasts";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");

void useDashboard.getState().start();

createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={250}>
        <Dashboard />
        <Toasts />
      </Tooltip.Provider>
    </CSPProvider>
  </StrictMode>,
);

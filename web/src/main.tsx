import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles/tokens.css";
import "./styles/base.css";
import { readAddress } from "./session/address";
import { useDashboard } from "./session/store";
import { Dashboard } from "./shell/Dashboard";
import { Toasts } from "./ui/Toasts";
import { linkOf } from "./visitor/visit";
import { VisitorPage } from "./visitor/VisitorPage";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");

const link = linkOf(window.location.search);
if (link === null) void useDashboard.getState().start();
else document.documentElement.dataset.theme = readAddress(window.location.search).theme;

createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={250}>
        {link === null ? <Dashboard /> : <VisitorPage link={link} />}
        <Toasts />
      </Tooltip.Provider>
    </CSPProvider>
  </StrictMode>,
);

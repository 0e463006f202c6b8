import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { StrictMode, Suspense, lazy } from "react";
import { createRoot } from "react-dom/client";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/skeleton.css";
import { readAddress } from "./session/address";
import { useDashboard } from "./session/store";
import { Dashboard } from "./shell/Dashboard";
import { besideOf } from "./side/address";
import { Toasts } from "./ui/Toasts";
import { later } from "./shell/later";
import { linkOf } from "./visitor/visit";

const VisitorPage = later(() => import("./visitor/VisitorPage").then((part) => part.VisitorPage), "apart");

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");

const Workspace = later(() => import("./workspace/Workspace").then((part) => part.Workspace), "apart");

const SideBySide = lazy(() => import("./side/SideBySide"));

const query = window.location.search;
const link = linkOf(query);
const beside = besideOf(query);
const policy = new URLSearchParams(query).get("policy");
if (link === null && beside === null && policy === null) void useDashboard.getState().start();
else document.documentElement.dataset.theme = readAddress(query).theme;

function Content() {
  if (link !== null) return <VisitorPage link={link} />;
  if (policy !== null) return <Workspace />;
  if (beside === null) return <Dashboard />;
  return (
    <Suspense>
      <SideBySide beside={beside} />
    </Suspense>
  );
}

createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={250}>
        <Content />
        <Toasts />
      </Tooltip.Provider>
    </CSPProvider>
  </StrictMode>,
);

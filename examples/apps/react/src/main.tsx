// Loads the session, and draws the page.

import { inspect } from "lockstep/inspector";
import { useCallback, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { openSession, request, type Send, type Session } from "./session.ts";

function Page() {
  const [session, setSession] = useState<Session>();
  const [fault, setFault] = useState("");
  const open = useCallback(() => openSession().then(setSession, (error: Error) => setFault(error.message)), []);
  useEffect(() => void open(), [open]);
  useEffect(() => {
    if (session) inspect(session.access); // Alt+X shows every decision and why; a build has nothing of it
  }, [session]);
  const send: Send = async (method, path, body) => {
    setFault("");
    await request(method, path, body).catch((error: Error) => setFault(error.message));
    await open();
  };
  return session && <App session={session} send={send} fault={fault} />;
}

createRoot(document.getElementById("root") as HTMLElement).render(<Page />);

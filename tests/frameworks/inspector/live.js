// A page that follows a server, with the inspector in one line.
import { connect } from "lockstep/inline/live";
import { inspect } from "lockstep/inspector/always";

async function token() {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch("/demo/sign-in", { method: "POST", headers, body: JSON.stringify({ user: "rita" }) });
  return (await response.json()).token;
}

const live = await connect({ url: "", account: "northpine", token });
inspect(live);
live.access.can("asset.delete", "/brand");
Object.assign(globalThis, { live });
document.documentElement.dataset.ready = "";

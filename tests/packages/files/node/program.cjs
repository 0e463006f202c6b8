const { loadAccess } = require("lockstep");
const { openAccount } = require("lockstep/server");

import("./facts.js").then(async ({ account: facts, snapshot }) => {
  const account = await openAccount(facts);
  const access = await loadAccess(snapshot);
  const { reason, message } = access.decide({ action: "asset.delete", resource: "/legal" });
  const asked = account.decide({ principal: { user: "rita" }, action: "asset.delete", resource: { path: "/legal" } });
  console.log(`server: /brand ${access.can("asset.view", "/brand")}, ${asked.reason}: ${asked.message}`);
  console.log(`page: /brand ${access.can("asset.view", "/brand")}, /legal ${access.can("asset.view", "/legal")}, ${reason}: ${message}`);
});

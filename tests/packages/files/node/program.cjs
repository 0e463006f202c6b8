// The shared programs, by `require`.
const { loadAccess } = require("lockstep");
const { connect } = require("lockstep/live");
const { openAccount } = require("lockstep/server");

import("./facts.js").then(async ({ account: facts, policy, snapshot }) => {
  const account = await openAccount(facts);
  const asked = account.decide({ principal: { user: "rita" }, action: "asset.delete", resource: { path: "/legal" } });
  const access = await loadAccess(snapshot);
  const { reason, message } = access.decide({ action: "asset.delete", resource: "/legal" });
  const compiled = await loadAccess(snapshot, { policy });
  console.log(`server: /brand ${access.can("asset.view", "/brand")}, ${asked.reason}: ${asked.message}`);
  console.log(
    `page: /brand ${access.can("asset.view", "/brand")}, /legal ${compiled.can("asset.view", "/legal")}, ${reason}: ${message} ${typeof connect}`,
  );
});

// Every policy that differs from ours in one entry that decides something.

/**
 * `[{ name, document, native }]`, in the policy's order. A name says where, and what has become of it.
 * `native`: no scenario can notice it, since none asks how a denial is shown, lets a snapshot go stale, breaks what
 * an account inherits, counts the collections of one request, or opens a link that one's snapshot does not tell of; nor
 * the level of a role that allows everything, which only the chain shows.
 * A folder has no versions and the root is no file: there is nothing to change there.
 */
export function policyMutants(policy) {
  const mutants = [];
  const allowsAll = Object.keys(policy.roles).filter((name) => policy.roles[name].allow?.includes("*"));
  const isNative = (name) =>
    /^show\/|\/destructive |limitedFolders|\/public /.test(name) ||
    allowsAll.some((role) => name.startsWith(`roles/${role}/level `));
  const change = (name, edit) => {
    const document = structuredClone(policy);
    edit(document);
    mutants.push({ name, document, native: isNative(name) });
  };
  /** Sets the value at a path of keys to each of `others`; undefined takes it away. */
  const become = (path, others) => {
    const own = [...path];
    const last = own.pop();
    for (const other of others) {
      const name = `${path.join("/")} ${other === undefined ? "is gone" : `is ${JSON.stringify(other)}`}`;
      change(name, (document) => {
        const place = own.reduce((at, key) => at[key], document);
        if (other === undefined) delete place[last];
        else place[last] = other;
      });
    }
  };
  /** Takes each entry out of the list at a path. */
  const without = (path) => {
    for (const [index, entry] of at(policy, path).entries())
      change(`${path.join("/")} lacks ${entry}`, (document) => at(document, path).splice(index, 1));
  };
  const neighbours = (names, name) => [names[names.indexOf(name) - 1], names[names.indexOf(name) + 1]].filter(Boolean);
  const oneOf = (names, name) => names.filter((other) => other !== name);

  for (const [name, action] of Object.entries(policy.actions)) {
    const of = ["actions", name];
    for (const key of ["level", "to", "asset", "collection"]) {
      if (action[key] === undefined) continue;
      become([...of, key], [...neighbours(policy.levels, action[key]), undefined]);
    }
    if (action.level === undefined && [action.on].flat().includes("asset"))
      become([...of, "level"], [policy.levels.at(-1)]);
    for (const key of ["feature", "limit"]) {
      if (Array.isArray(action[key])) without([...of, key]);
      else if (action[key] !== undefined) become([...of, key], [undefined]);
    }
    if (action.batch !== undefined) become([...of, "batch"], [undefined]);
    if ([action.on].flat().includes("asset")) {
      become(
        [...of, "root"],
        oneOf(action.kind === "file" ? ["open", undefined] : ["open", "closed", undefined], action.root),
      );
      become([...of, "kind"], oneOf(["file", "folder", undefined], action.kind));
      if (action.kind !== "folder")
        become([...of, "versions"], oneOf(["any", "noncurrent", undefined], action.versions));
    }
    for (const key of ["host", "destructive"]) become([...of, key], [action[key] ? undefined : true]);
    for (const key of ["public", "byArea"]) if (action[key]) become([...of, key], [undefined]);
    if (action.own !== undefined) become([...of, "own"], [undefined]);
    if (Array.isArray(action.on)) without([...of, "on"]);
  }
  for (const [name, role] of Object.entries(policy.roles)) {
    const of = ["roles", name];
    if (policy.levels.includes(role.level))
      become([...of, "level"], [...neighbours(policy.levels, role.level), undefined]);
    else if (role.level !== undefined) become([...of, "level"], [undefined, policy.levels[0]]);
    for (const key of ["allow", "except", "own"]) if (role[key] !== undefined) without([...of, key]);
    if (role.feature !== undefined) become([...of, "feature"], [undefined]);
    if (role.atLeast !== undefined) become([...of, "atLeast"], [role.atLeast + 1, undefined]);
  }
  for (const [name, feature] of Object.entries(policy.features)) {
    const of = ["features", name];
    const plan = typeof feature === "string" ? feature : feature.plan;
    become(typeof feature === "string" ? of : [...of, "plan"], neighbours(policy.plans, plan));
    if (feature.with !== undefined) without([...of, "with"]);
  }
  for (const [name, most] of Object.entries(policy.limits)) become(["limits", name], [most - 1, most + 1]);
  for (const scope of Object.keys(policy.keys)) without(["keys", scope]);
  without(["visitor"]);
  for (const area of Object.keys(policy.areas)) become(["areas", area], [undefined]);
  for (const [reason, show] of Object.entries(policy.show))
    become(["show", reason], oneOf(["disabled", "hidden"], show));
  become(["switches", "collectionReshare"], oneOf(["stated", "strict"], policy.switches.collectionReshare));
  become(["switches", "limitedFolders"], [!policy.switches.limitedFolders]);
  return mutants;
}

function at(document, path) {
  return path.reduce((place, key) => place[key], document);
}

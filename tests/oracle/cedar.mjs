/**
 * An account and its policy as Cedar: one readable policy for each role, gate,
 * condition and share, and the entities they speak of.
 *
 * Three things to know when asking Cedar:
 *  - A request that touches two places is two questions: `asset.move` of the
 *    asset and `asset.move.to` of the destination folder (R-88, R-89);
 *    `asset.add_to_collection` of the asset and `collection.add_asset` of the
 *    collection (R-110).
 *  - Paths are entities, `Folder::"/a/b"` in `Folder::"/a"`; `entitiesOfPath`
 *    (cedar_entities.mjs) makes those of a path that the account does not list.
 *  - What Cedar cannot count or spell is not here: limits, names, e-mails.
 */
import { actionsNamed, actionsWith, atMost, canonical, gatesOf, sharedRoles } from "./facts.mjs";
import { accountEntities, actionEntities, typeOf } from "./cedar_entities.mjs";
import { rulebook } from "./rulebook.mjs";

/** A Cedar string literal. JSON's escapes are Cedar's but for \uXXXX, \b and \f. */
const text = (value) =>
  `"${[...String(value)]
    .map((char) =>
      char === '"' || char === "\\"
        ? `\\${char}`
        : char < " " || char === "\u007f"
          ? `\\u{${char.codePointAt(0).toString(16)}}`
          : char,
    )
    .join("")}"`;
const entity = (type, id) => `${type}::${text(id)}`;
const action = (id) => entity("Action", id);
const list = (items) => (items.length === 1 ? items[0] : `[${items.join(", ")}]`);

/** `action == …` or `action in […]`, four to a line where they are many. */
function among(ids) {
  if (ids.length === 1) return `action == ${action(ids[0])}`;
  const lines = [];
  for (let at = 0; at < ids.length; at += 4)
    lines.push(
      ids
        .slice(at, at + 4)
        .map(action)
        .join(", "),
    );
  return lines.length === 1 ? `action in [${lines[0]}]` : `action in [\n  ${lines.join(",\n  ")}\n]`;
}

/** Actions with something in common are in a group of actions (`actionEntities`). */
const inGroup = (group) => `action in ${action(group)}`;

/** A policy under a name, for Cedar's diagnostics and for readers. */
const rule = (id, effect, head, condition = "") =>
  `@id(${text(id)})\n${effect}(${head})${condition && ` ${condition}`};`;
const section = (title, rules) => [`// ---- ${title}`, ...rules].join("\n");

/** Says `has` first: Cedar skips a policy that errs, and a forbid that is skipped allows (R-1). */
const hasFeature = (feature) => `principal has account && principal.account.features.contains(${text(feature)})`;
const ROOT = entity("Folder", "/");

/** Roles: a blanket level over the library, and the actions named one by one (R-8 to R-24, table 1). */
function roleRules(policy) {
  const rules = [];
  for (const [id, role] of Object.entries(policy.roles)) {
    const who = `principal in ${entity("Role", id)}`;
    if (policy.levels.includes(role.level)) {
      rules.push(
        rule(`${id}: ${role.level} everywhere`, "permit", `${who}, action in ${action(`can_${role.level}`)}, resource`),
      );
    }
    const named = actionsNamed(policy, role.allow, role.except).filter((name) => !policy.actions[name].level);
    if (named.length) rules.push(rule(`${id}: named actions`, "permit", `${who}, ${among(named)}, resource`));
    if (role.level === "shared") {
      // R-72: the root may be opened; R-71: and nothing more.
      rules.push(
        rule(
          `${id}: opens the root`,
          "permit",
          `${who}, ${among(actionsWith(policy, "root", "open"))}, resource == ${ROOT}`,
        ),
      );
    }
  }
  return section("Roles: R-8 to R-24, table 1", rules);
}

/** Gates: what the plan or a feature switch closes to every caller (R-25 to R-30). */
function gateRules(policy) {
  const rules = [];
  for (const feature of new Set(Object.values(policy.actions).flatMap(gatesOf))) {
    rules.push(
      rule(
        `needs ${feature}`,
        "forbid",
        `principal, ${inGroup(`needs_${feature}`)}, resource`,
        `unless { ${hasFeature(feature)} }`,
      ),
    );
  }
  // R-26, R-31: a role that the plan lacks does nothing but look after itself,
  // and no user is given it.
  const self = actionsWith(policy, "on", "self");
  const giving = ["user.add", "user.set_role", "user.provision"];
  for (const [id, role] of Object.entries(policy.roles)) {
    for (const feature of gatesOf(role)) {
      rules.push(
        rule(
          `${id} needs ${feature}`,
          "forbid",
          `principal in ${entity("Role", id)}, action, resource`,
          `unless { (${hasFeature(feature)}) || ${among(self)} }`,
        ),
      );
      rules.push(
        rule(
          `giving ${id} needs ${feature}`,
          "forbid",
          `principal, ${among(giving)}, resource`,
          `when { context has role && context.role == ${entity("Role", id)} } unless { ${hasFeature(feature)} }`,
        ),
      );
    }
  }
  rules.push(
    rule(
      "only roles there are",
      "forbid",
      `principal, ${among(giving)}, resource`,
      `when { context has role } unless { context.role in ${list(Object.keys(policy.roles).map((id) => entity("Role", id)))} }`,
    ),
  );
  return section("Gates of plan and features: R-25 to R-32", rules);
}

/** Conditions that hold for every role. */
function conditionRules(policy, account) {
  const forbid = (id, actions, condition, resource = "resource") =>
    rule(id, "forbid", `principal, ${actions}, ${resource}`, condition);
  const restricted = list(sharedRoles(policy).map((id) => entity("Role", id)));
  return section("Conditions of single actions, for every role", [
    ...(account.complete
      ? [
          forbid(
            "R-1 a complete account has no other places",
            "action",
            `when { resource is Folder || resource is File } unless { resource in ${ROOT} }`,
          ),
        ]
      : []),
    forbid(
      "R-1 asset actions are asked of assets",
      inGroup("on_asset"),
      "unless { resource is Folder || resource is File }",
    ),
    forbid(
      "R-1 collection actions are asked of collections there are",
      inGroup("on_collection"),
      "unless { resource is Collection && resource has name }",
    ),
    forbid(
      "R-1 link actions are asked of assets or collections",
      inGroup("on_asset_or_collection"),
      "unless { resource is Folder || resource is File || (resource is Collection && resource has name) }",
    ),
    forbid("R-55 not of a folder", inGroup("only_files"), "", "resource is Folder"),
    forbid("R-55 not of a file", inGroup("only_folders"), "", "resource is File"),
    forbid("R-60 R-70 R-71 the root stays", inGroup("not_on_root"), "", `resource == ${ROOT}`),
    forbid(
      "R-92 not into itself or below itself",
      among(["asset.copy", "asset.move"]),
      "when { context has to && context.to in resource }",
    ),
    forbid(
      "R-58 an old version is only seen, restored, deleted or published",
      among(["on_asset", "on_asset_or_collection"]),
      `when { context has version && context.version == "noncurrent" } unless { ${inGroup("any_version")} || ${inGroup("old_versions")} }`,
    ),
    forbid(
      "R-58 the current version is no old one",
      inGroup("old_versions"),
      'when { context has version && context.version == "current" }',
    ),
    forbid(
      "R-57 only one's own comment",
      among(["comment.edit", "comment.delete"]),
      "when { context has comment } unless { context.comment has author && context.comment.author == principal && context.comment.on == resource }",
    ),
    forbid(
      "R-123 shares go to restricted users and to groups",
      among(["asset.share", "collection.share"]),
      `when { context has with } unless { context.with in ${restricted} || (context.with is UserGroup && context.with has name) }`,
    ),
    forbid(
      "R-47 only restricted users join a group",
      among(["group.add_member"]),
      `when { context has member } unless { context.member in ${restricted} }`,
    ),
    forbid(
      "R-38 nobody changes their own role or removes themselves",
      among(["user.set_role", "user.remove"]),
      "when { resource == principal }",
    ),
    ...Object.entries({ user: "User", group: "UserGroup", apiKey: "ApiKey" })
      .map(([on, type]) => [on, type, actionsWith(policy, "on", on)])
      .filter(([, , ids]) => ids.length)
      .map(([on, type, ids]) =>
        forbid(`R-1 asked of a known ${on}`, among(ids), `unless { resource is ${type} && resource has name }`),
      ),
    forbid(
      "R-131 a link that has ended is not edited",
      among(["link.edit"]),
      "when { context has link && context.link has endsAt } unless { context has now && context.now <= context.link.endsAt }",
    ),
    forbid(
      "R-131 links end in time to come",
      among(["link.create", "link.edit"]),
      "when { context has endsAt } unless { context has now && context.now <= context.endsAt }",
    ),
    forbid(
      "R-131 shares end in time to come",
      among(["asset.share", "collection.share"]),
      "when { context has until } unless { context has now && context.now < context.until }",
    ),
    forbid(
      "R-147 restricted users see their own downloads",
      among(["downloads.view"]),
      `when { principal in ${restricted} && context has owner && context.owner != principal }`,
    ),
    ...auditRules(policy),
  ]);
}

/** R-145: the central log by areas, to those who may read the area itself. */
function auditRules(policy) {
  const closed = (role) => {
    const named = new Set(actionsNamed(policy, role.allow, role.except));
    return named.has("audit_log.view")
      ? Object.keys(policy.areas).filter((area) => !named.has(policy.areas[area]))
      : [];
  };
  const rules = [
    rule(
      "R-145 areas there are",
      "forbid",
      `principal, ${among(["audit_log.view"])}, resource`,
      `when { context has area } unless { [${Object.keys(policy.areas).map(text).join(", ")}].contains(context.area) }`,
    ),
  ];
  for (const [id, role] of Object.entries(policy.roles)) {
    if (!closed(role).length) continue;
    rules.push(
      rule(
        `R-145 areas closed to ${id}`,
        "forbid",
        `principal in ${entity("Role", id)}, ${among(["audit_log.view"])}, resource`,
        `when { context has area && [${closed(role).map(text).join(", ")}].contains(context.area) }`,
      ),
    );
  }
  return rules;
}

/** API keys know no users or levels (R-139, R-140, R-143); the host may do everything the rest allows. */
function keyRules(policy) {
  const rules = Object.entries(policy.keys ?? {})
    .filter(([, allow]) => allow.length)
    .map(([scope, allow]) => {
      const covered = actionsNamed(policy, allow);
      const both = [...covered, ...covered.filter((id) => policy.actions[id].to).map((id) => `${id}.to`)];
      return rule(
        `R-140 ${scope} keys`,
        "permit",
        `principal in ${entity("KeyScope", scope)}, ${among(both)}, resource`,
      );
    });
  return section("API keys and the host: R-139 to R-143", [
    ...rules,
    rule("the host itself", "permit", "principal is Host, action, resource"),
  ]);
}

/** A holder of a link's address sees what the link opens and what is below it, and nothing else (R-131 to R-136). */
function visitorRules(policy) {
  if (!policy.visitor?.length) return section("Public links: none", []);
  const link = "context.link";
  const conditions = [
    `context has link && ${link} has on && resource in ${link}.on`,
    `(!(${link} has startsAt) || (context has now && context.now >= ${link}.startsAt))`,
    `(!(${link} has endsAt) || (context has now && context.now <= ${link}.endsAt))`,
    `(!${link}.hasPassword || (context has passwordVerified && context.passwordVerified))`,
    // R-134: current versions only.
    `(!(context has version) || context.version == "current")`,
    // R-135: a link on one file shows it whatever its state.
    `(!(resource has published) || resource.published || ${link}.exposeUnpublished || resource == ${link}.on)`,
  ];
  return section("Public links: R-131 to R-136", [
    rule(
      "R-133 visitors of a link",
      "permit",
      `principal is Visitor, ${among(policy.visitor)}, resource`,
      `when {\n  ${conditions.join(" &&\n  ")}\n}`,
    ),
    // R-31: a link stops with the plan, though looking at an asset needs no such feature.
    rule(
      "visitors need public_links",
      "forbid",
      "principal is Visitor, action, resource",
      `unless { ${hasFeature("public_links")} }`,
    ),
  ]);
}

const placeOf = (asset) => entity(typeOf(asset), canonical(asset.path));

/** One share, one policy; one owner mark, one policy (R-64 to R-67, R-75 to R-77, R-114 to R-116). */
function shareRules(policy, account) {
  // R-6, R-80: shares and owner marks sleep while their holder has another role.
  const awake = `principal in ${list(sharedRoles(policy).map((id) => entity("Role", id)))}`;
  const places = new Map((account.assets ?? []).map((asset) => [asset.id, placeOf(asset)]));
  const rules = [];
  const permit = (id, who, level, on, until) => {
    const when = `when { ${awake}${until ? ` && context has now && context.now < datetime(${text(until)})` : ""} }`;
    const may = (level, where) => `${who}, action in ${action(`can_${level}`)}, resource ${where}`;
    const place = places.get(on);
    if (place) return rules.push(rule(id, "permit", may(level, `in ${place}`), when));
    const collection = entity("Collection", on);
    // R-116: whatever the level on a collection, its assets are only seen.
    rules.push(rule(`${id}, its assets`, "permit", may("view", `in ${collection}`), when));
    if (level !== "view") rules.push(rule(id, "permit", may(level, `== ${collection}`), when));
  };
  (account.shares ?? []).forEach((share, index) => {
    const who =
      share.with.group === undefined
        ? `principal == ${entity("User", share.with.user)}`
        : `principal in ${entity("UserGroup", share.with.group)}`;
    permit(`share ${index}`, who, share.level, share.on, share.until);
    if (share.until === undefined || share.with.user === undefined) return;
    rules.push(
      rule(
        `R-124 the end of share ${index}`,
        "forbid",
        `${who}, ${among(["asset.share", "collection.share"])}, resource == ${places.get(share.on) ?? entity("Collection", share.on)}`,
        `when { context has with && context.with == principal } unless { context has until && context.until <= datetime(${text(share.until)}) }`,
      ),
    );
  });
  const highest = policy.levels.at(-1);
  for (const owned of [...(account.assets ?? []), ...(account.collections ?? [])]) {
    if (owned.owner !== undefined)
      permit(`owner of ${owned.id}`, `principal == ${entity("User", owned.owner)}`, highest, owned.id);
  }
  // A file the account does not list, whose owner the host knows.
  rules.push(
    rule(
      "owner, as the host says",
      "permit",
      `principal, action in ${action(`can_${highest}`)}, resource`,
      `when { ${awake} && resource has owner && resource.owner == principal }`,
    ),
  );
  return section("Shares and owners: R-64 to R-67, R-75 to R-77, R-114 to R-116", rules);
}

/**
 * @param {object} account a lockstep-account/1
 * @param {object} policy a lockstep-policy/1; without it, the rule book's
 * @returns {{ policies: string, entities: object[] }} Cedar text, and entities as Cedar's JSON
 */
export function toCedar(account, policy = rulebook) {
  const levels = policy.levels.map((level) => `${level} = ${atMost(policy, level).join(" + ")}`).join("; ");
  const policies = [
    `// Policy ${policy.id} over account ${account.id}, written by Lockstep.\n// Levels (R-54): ${levels}.`,
    roleRules(policy),
    gateRules(policy),
    conditionRules(policy, account),
    keyRules(policy),
    visitorRules(policy),
    shareRules(policy, account),
  ].join("\n\n");
  return { policies, entities: [...actionEntities(policy), ...accountEntities(policy, account)] };
}

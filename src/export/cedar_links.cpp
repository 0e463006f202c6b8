// Public links in Cedar: what their visitors see, and when.
#include <set>

#include "export/cedar_policies.h"
#include "lockstep/account/path.h"

namespace lockstep {

void CedarPolicies::linkRules() {
  if (const Names visits = names([&](const auto& action) { return policy_.visitor().has(action.action); });
      !visits.empty())
    rule("visitors", "a visitor who has a link's address may do this with what the link shows", "permit",
         "principal is Visitor, " + cedarAmong(visits) + ", resource");
  // Restricted users open the links of items that they manage; a Cedar policy cannot express the item of a link.
  Names running;
  for (const auto& role : policy_.roles())
    if (!role.shared && !names([&](const auto& action) {
                           const Action& each = policy_.actions()[action.action];
                           return each.isOn(On::link) && !each.isPublic && role.allow.has(action.action);
                         }).empty())
      running.push_back(cedarEntity("Role", role.name));
  if (!running.empty())
    rule("public actions", "users who run all links open one as a visitor does", "permit",
         "principal, " + cedarInGroup("public") + ", resource", "when { principal in " + cedarList(running) + " }");
  const std::string link = "context.link";
  const Names conditions{
      "context has link && " + link + " has on && resource in " + link + ".on && " + link + ".on != " + cedarRoot,
      "(!(" + link + " has startsAt) || (context has now && context.now >= " + link + ".startsAt))",
      "(!(" + link + " has endsAt) || (context has now && context.now <= " + link + ".endsAt))",
      "(!" + link + ".hasPassword || (context has passwordVerified && context.passwordVerified))",
      "(!(context has version) || context.version == \"current\")",
      "(!(resource has published) || resource.published || " + link + ".exposeUnpublished || " + link + ".on is File)",
  };
  forbid("what a link shows, and when", "action",
         "when { principal is Visitor || " + cedarInGroup("public") + " }\nunless {\n  " +
             cedarJoined(conditions, " &&\n  ") + "\n}");
  closedRules();
  std::set<FeatureId> gates;
  for (const auto& action : policy_.actions())
    if (action.isPublic) gates.insert(action.features.begin(), action.features.end());
  for (FeatureId feature : gates)
    forbid("visitors need " + policy_.features()[feature].name, "action",
           "when { principal is Visitor }\nunless { " + hasFeature(feature) + " }");
}

void CedarPolicies::closedRules() {
  const Names deep = names([&](const auto& action) { return isDeep(action.name); });
  for (const Asset* closed : account_.closedBelow("/")) {
    const std::string folder = cedarEntity("Folder", closed->path);
    Names shown{"context.link.on in " + folder};
    for (const auto& [id, collection] : account_.collections()) {
      Names items;
      for (const auto& item : collection.items)
        if (const Asset* asset = account_.asset(item); asset != nullptr && isWithin(asset->path, closed->path))
          items.push_back(cedarEntity(account_.kindAt(asset->path) == folderKind ? "Folder" : "File", asset->path));
      if (!items.empty())
        shown.push_back("(context.link.on == " + cedarEntity("Collection", id) + " && resource in " + cedarList(items) +
                        ")");
    }
    const std::string visits =
        "when { (principal is Visitor || " + cedarInGroup("public") + ") && context has link && context.link has on";
    forbid("links stop at " + closed->path, "action",
           visits + " && resource in " + folder + " }\nunless { " + cedarJoined(shown, " || ") + " }");
    if (!deep.empty())
      forbid("links take nothing from above " + closed->path, cedarAmong(deep),
             visits + " && " + folder + " in resource && resource != " + folder + " }");
  }
}

}  // namespace lockstep

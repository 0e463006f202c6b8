#pragma once

#include <string_view>

namespace lockstep::server {

/// The policy's actions that gate the list endpoints. The policy defines who has them, and on which resources. If it
/// does not define an action, the endpoint returns nothing to users.
namespace listPermissions {

constexpr std::string_view assets = "asset.view";
constexpr std::string_view comments = "comment.view";
constexpr std::string_view accessToAsset = "asset.view_access";
constexpr std::string_view accessToCollection = "collection.share";  // there is none for reading alone
constexpr std::string_view accessToOther = "user.view";
constexpr std::string_view audit = "audit_log.view";
/// Entries of the audit log on files, folders, collections and links, to who does not read all areas.
constexpr std::string_view libraryAudit = "media_audit_log.view";

constexpr std::string_view all[] = {assets,        comments, accessToAsset, accessToCollection,
                                    accessToOther, audit,    libraryAudit};

/// An area of the audit log has the actions of its own action's noun ("user.view": user), and these besides.
struct AuditedNoun {
  std::string_view noun, area;
};
constexpr AuditedNoun auditedNouns[] = {
    {"group", "user_management"},   {"sso", "user_management"},        {"mfa", "user_management"},
    {"profile", "user_management"}, {"session", "user_management"},    {"billing_alerts", "billing"},
    {"subscription", "billing"},    {"webhook", "developer_options"},  {"analytics", "settings"},
    {"backup", "settings"},         {"advanced_security", "settings"},
};
constexpr std::string_view areaOfNoun(std::string_view noun) {
  for (const auto& known : auditedNouns)
    if (known.noun == noun) return known.area;
  return {};
}

/// What is on the account and yet of the library.
constexpr bool isLibraryNoun(std::string_view noun) {
  return noun == "media_settings" || noun == "media_library" || noun == "media_audit_log";
}

}  // namespace listPermissions

}  // namespace lockstep::server

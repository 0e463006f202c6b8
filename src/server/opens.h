#pragma once

#include <string_view>

namespace lockstep::server {

/// The actions of the policy that open what the server tells besides a snapshot. The policy says who has them, and on what;
/// what an action opens that it lacks, no user is told.
namespace opens {

constexpr std::string_view assets = "asset.view";
constexpr std::string_view comments = "comment.view";
constexpr std::string_view accessToAsset = "asset.view_access";
constexpr std::string_view accessToCollection = "collection.share";  // there is none for reading alone
constexpr std::string_view accessToOther = "user.view";
constexpr std::string_view audit = "audit_log.view";
/// Of the audit log: the entries are about who may do what.
constexpr std::string_view auditArea = "user_management";

constexpr std::string_view all[] = {assets, comments, accessToAsset, accessToCollection, accessToOther, audit};

}  // namespace opens

}  // namespace lockstep::server

#pragma once

#include <string>
#include <vector>

#include "export/cedar_words.h"
#include "export/groups.h"

namespace lockstep {

/// Writes the policies of an account in Cedar: cedar.cpp those of the policy, cedar_links.cpp those of public links,
/// and cedar_shares.cpp one for each level given.
class CedarPolicies {
 public:
  explicit CedarPolicies(const Account& account);

  std::string text();

 private:
  using Names = std::vector<std::string>;

  void section(const std::string& title);
  void rule(const std::string& id, const std::string& means, const std::string& effect, const std::string& head,
            const std::string& condition = "");
  /// A policy for every principal; its id says its meaning.
  void forbid(const std::string& id, const std::string& actions, const std::string& condition);
  template <class Fits>
  Names names(Fits fits) const {
    return namesOf(actions_, fits);
  }
  /// `has` first: a policy that errs is skipped, and a forbid that is skipped allows.
  std::string hasFeature(FeatureId feature) const;
  /// Shares and owning sleep while their holder has another role.
  std::string awake() const;

  /// A level over the whole library, and the actions that are listed for the role.
  void roleRules(const Role& role);
  /// For every principal, the host included.
  void gateRules();
  /// What an action may be asked of, and what a place refuses.
  void placeRules();
  void conditionRules();
  /// Ended links and keys stay ended.
  void endRules();
  /// An entry of the audit log is for who may read its area.
  void auditRules();
  /// Keys know no users and no levels.
  void keyRules();
  /// Every visitor of a link sees its target and everything below it.
  void linkRules();
  /// A link shows nothing of a closed folder, unless its target is in there. An action on a folder with all its
  /// contents does not reach into a closed one.
  void closedRules();
  std::string holder(const Subject& with) const;
  /// of a collection.
  void grantRules(const LevelGrant& grant);

  const Account& account_;
  const Policy& policy_;
  std::vector<PlacedAction> actions_;
  Names shared_, all_;  // roles
  std::string out_;
};

/// The root, as Cedar names it.
inline const std::string cedarRoot = cedarEntity("Folder", "/");

}  // namespace lockstep

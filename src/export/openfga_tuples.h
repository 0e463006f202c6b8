#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "export/openfga_words.h"
#include "export/sources2.h"

namespace lockstep {

struct FgaTuple {
  std::string user, relation, object, condition{};
  std::optional<Time> until{};
};

/// The relationship tuples of an account of format 2, and the names that its authorization model shares with them.
class FgaTuples {
 public:
  explicit FgaTuples(const Account& account);

  const Account& account() const { return account_; }
  const FgaWords& words() const { return words_; }
  /// The actions that are asked about, each with its relation of the account and its relation of a place.
  const std::vector<Asked2>& asked() const { return asked_; }
  const std::string& gate(std::size_t asked) const { return gates_[asked]; }
  const std::string& can(std::size_t asked) const { return cans_[asked]; }
  /// Returns whether the users of every role have shares.
  bool allShare() const { return allShare_; }
  /// The levels that some closed place lets through.
  const std::set<unsigned>& through() const { return through_; }
  /// The relation of what is given at a place. Where some roles have no shares, it sleeps for their users.
  std::string given(std::size_t level) const { return (allShare_ ? "" : "given_") + words_.level(level); }
  /// The types that are in a relation of a type.
  std::set<std::string> holdersIn(const std::string& type, const std::string& relation) const;

  /// The tuples as a JSON array.
  std::string json() const;

 private:
  void nameActions();
  void add(FgaTuple tuple);
  void addPeople();
  void addGates();
  void addMet(FgaTuple tuple, const Formula& met);
  template <class Item>
  void addItem(const Item& item, const std::string& object);
  void addPlaces();
  void addSource(const Source2& source);
  std::string accountObject() const;
  std::string placeObject(const Asset* place) const;

  const Account& account_;
  const Policy& policy_;
  FgaWords words_;
  std::vector<Asked2> asked_;
  std::vector<std::string> gates_, cans_;  // of each asked action
  std::vector<Source2> sources_;
  bool allShare_;
  std::set<unsigned> through_;
  std::vector<FgaTuple> tuples_;
  std::set<std::string> seen_;
  std::map<std::string, std::set<std::string>> restrictions_;  // by type and relation
};

}  // namespace lockstep

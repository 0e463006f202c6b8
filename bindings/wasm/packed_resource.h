#pragma once

#include <lockstep/lockstep.h>

#include <cstddef>
#include <span>
#include <string_view>

namespace lockstep {

/// Reads a resource as bindings/js/page/packed_resource.ts writes it: numbers, and all strings one after the other. A
/// string is its length in bytes. The numbers are, in this order:
/// - the name of the kind, the id, and the place that it is in, or -1 for none;
/// - the number of attributes; of each its `AttributeId`, its `ValueType` and its value: a number, a string, or a count
///   and as many strings;
/// - the number of relations; of each the name, a count and as many ids of users.
class PackedResource {
 public:
  /// The most numbers of a packed resource.
  static constexpr std::size_t mostNumbers = 512;

  /// The arguments must outlive this.
  PackedResource(const Policy& policy, std::span<const double> numbers, std::string_view strings)
      : policy_(policy), numbers_(numbers), strings_(strings) {}
  /// Returns the resource. What goes past the end is empty.
  Resource resource();

 private:
  std::int64_t number();
  std::size_t size() { return static_cast<std::size_t>(number()); }
  std::string_view string() { return string(number()); }
  std::string_view string(std::int64_t length);
  AttributeValue value();

  const Policy& policy_;
  std::span<const double> numbers_;
  std::string_view strings_;
};

}  // namespace lockstep

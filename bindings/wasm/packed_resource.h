#pragma once

#include <lockstep/lockstep.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// Returns the names of the attributes of resources that conditions read, each once.
std::vector<std::string> attributesRead(const Policy& policy);

/// Reads a resource as bindings/js/page/packed_resource.ts writes it: numbers, and all strings one after the other. A
/// string is its length in bytes. The numbers are, in this order:
/// - the name of the kind, the id, and the place that it is in, or -1 for none;
/// - the number of attributes; of each the place in `attributesRead`, its `ValueType` and its value: a number, a string,
///   or a count and as many strings;
/// - the number of relations; of each the name, a count and as many ids of users.
class PackedResource {
 public:
  /// `reads` is `attributesRead`. The arguments must outlive this.
  PackedResource(const std::vector<std::string>& reads, std::span<const double> numbers, std::string_view strings)
      : reads_(reads), numbers_(numbers), strings_(strings) {}
  /// Returns the resource. What goes past the end is empty.
  Resource resource();

 private:
  std::int64_t number();
  std::size_t size() { return static_cast<std::size_t>(number()); }
  std::string_view string() { return string(number()); }
  std::string_view string(std::int64_t length);
  AttributeValue value();

  const std::vector<std::string>& reads_;
  std::span<const double> numbers_;
  std::string_view strings_;
};

}  // namespace lockstep

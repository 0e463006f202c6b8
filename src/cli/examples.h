#pragma once

#include <span>
#include <string_view>

namespace lockstep {

/// A file of an example policy that is built into the tools.
struct ExampleFile {
  /// The name of the example, such as `notes`.
  std::string_view example;
  /// The name of the file, such as `policy.json`.
  std::string_view name;
  std::string_view text;
};

/// The files of the examples that `lockstep init` writes. The first example is the default.
std::span<const ExampleFile> exampleFiles();

}  // namespace lockstep

#pragma once

#include <span>
#include <string_view>

namespace lockstep {

/// A file that is built into the tools: of an example policy, or of an app.
struct ExampleFile {
  /// The name of the example, such as `notes`, or of the app, such as `react`.
  std::string_view example;
  /// The path of the file in its folder, such as `policy.json` or `src/App.tsx`.
  std::string_view name;
  std::string_view text;
};

/// The files of the examples that `lockstep init` writes. The first example is the default.
std::span<const ExampleFile> exampleFiles();

/// The files of the apps that `lockstep init --app` writes beside those of the first example. `shared` has those of
/// every app.
std::span<const ExampleFile> appFiles();

}  // namespace lockstep

#pragma once

namespace CLI {
class App;
}

namespace lockstep {

/// Each adds one command to the command line; running it leaves its exit code in `exit`.
void addCheck(CLI::App& app, int& exit);
void addTest(CLI::App& app, int& exit);
void addSnapshot(CLI::App& app, int& exit);
void addLint(CLI::App& app, int& exit);

}  // namespace lockstep

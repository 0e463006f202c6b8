// A list of 1,000 requests as a server gets it, by the reader of the library (`parseJson`) and by the page's.
#include <benchmark/benchmark.h>
#include <lockstep/lockstep.h>

#include <string>

#include "base/json_parser.h"

namespace {

using namespace lockstep;

const std::string& requests() {
  static const std::string list = [] {
    std::string entries;
    for (int n = 0; n < 1'000; ++n)
      entries += (n > 0 ? "," : "") + (R"({"action":"asset.delete","resource":"/folder-)" + std::to_string(n) +
                                       R"(/photo.jpg","context":{"count":3}})");
    return "[" + entries + "]";
  }();
  return list;
}

template <Result<Document> (*parse)(std::string_view)>
void readRequests(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse(requests()));
}
BENCHMARK(readRequests<parseJson>)->Name("a list of 1,000 requests, parseJson")->Unit(benchmark::kMicrosecond);
BENCHMARK(readRequests<parseSmall>)->Name("a list of 1,000 requests, parseSmall")->Unit(benchmark::kMicrosecond);

}  // namespace

// Whose turn it is, counted in work and not in time.
#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <string>
#include <vector>

#include "server/wire/executor.h"

namespace lockstep::server {

namespace {

using Queue = FairQueue<std::string>;
constexpr std::chrono::nanoseconds unit{1};

/// Takes so many works in their order; each costs the same and ends at once.
std::vector<std::string> takeAll(Queue& queue, int most, std::chrono::nanoseconds cost = unit) {
  std::vector<std::string> order;
  for (int i = 0; i < most; ++i) {
    auto taken = queue.take();
    if (!taken) break;
    order.push_back(taken->work);
    queue.finish(taken->owner, cost);
  }
  return order;
}

}  // namespace

TEST_CASE("work of another account is next, however much of one account waits") {
  Queue queue(8, 8);
  for (int i = 0; i < 1000; ++i) queue.add({"big", "user:rita"}, "big");
  CHECK(takeAll(queue, 10).size() == 10);
  queue.add({"small", "user:ada"}, "small");
  const auto order = takeAll(queue, 2);
  CHECK(std::find(order.begin(), order.end(), "small") != order.end());
}

TEST_CASE("principals of an account take turns, and so do accounts with many principals and with one") {
  Queue queue(8, 8);
  for (int i = 0; i < 100; ++i) {
    for (const auto* who : {"a", "b", "c"}) queue.add({"many", who}, std::string("many ") + who);
    queue.add({"one", "d"}, "one");
  }
  const auto order = takeAll(queue, 60);
  CHECK(std::count(order.begin(), order.end(), "one") == 30);
  for (const auto* who : {"many a", "many b", "many c"}) CHECK(std::count(order.begin(), order.end(), who) == 10);
}

TEST_CASE("who asks for dear work gets as much time as who asks for cheap work, and fewer works") {
  Queue queue(8, 8);
  for (int i = 0; i < 100; ++i) queue.add({"a", "dear"}, "dear"), queue.add({"b", "cheap"}, "cheap");
  int dear = 0, cheap = 0;
  for (int i = 0; i < 55; ++i) {
    const auto taken = queue.take();
    ++(taken->work == "dear" ? dear : cheap);
    queue.finish(taken->owner, taken->work == "dear" ? 10 * unit : unit);
  }
  CHECK(dear == 5);
  CHECK(cheap == 50);
}

TEST_CASE("a pause saves up no time, and leaving does not forgive what was used") {
  Queue queue(8, 8);
  for (int i = 0; i < 100; ++i) queue.add({"steady", "s"}, "steady");
  queue.add({"other", "o"}, "other");
  CHECK(takeAll(queue, 50).size() == 50);
  for (int i = 0; i < 10; ++i) queue.add({"other", "o"}, "other");
  auto order = takeAll(queue, 8);
  CHECK(std::count(order.begin(), order.end(), "other") <= 5);

  // It used all at once what the other uses in twenty turns, and comes back at once.
  Queue again(8, 8);
  for (int i = 0; i < 100; ++i) again.add({"steady", "s"}, "steady");
  again.add({"greedy", "g"}, "greedy");
  const auto first = again.take();
  REQUIRE(first->work == "greedy");
  again.finish(first->owner, 20 * unit);
  again.add({"greedy", "g"}, "greedy");
  order = takeAll(again, 20);
  CHECK(std::count(order.begin(), order.end(), "greedy") == 0);
  CHECK(takeAll(again, 2).size() == 2);
}

TEST_CASE("work that is put back goes on before its principal's next") {
  Queue queue(8, 8);
  queue.add({"a", "p"}, "first");
  queue.add({"a", "p"}, "second");
  auto taken = queue.take();
  queue.putBack(std::move(*taken), unit);
  CHECK(takeAll(queue, 3) == std::vector<std::string>{"first", "second"});
  CHECK(queue.isEmpty());
}

TEST_CASE("of one account and of one principal no more is taken at once than may be") {
  Queue queue(2, 1);
  for (const auto* who : {"p", "p", "q", "r"}) queue.add({"a", who}, who);
  const auto one = queue.take(), two = queue.take();
  REQUIRE(two);
  CHECK(one->work != two->work);
  CHECK_FALSE(queue.take());
  queue.add({"b", "p"}, "of another account");
  CHECK(queue.take()->work == "of another account");
  queue.finish(one->owner, unit);
  CHECK(queue.take());
}

TEST_CASE("long steps of one account, as many as there are, leave a thread to the others") {
  std::promise<void> gate;
  std::shared_future<void> open = gate.get_future().share();
  std::promise<void> done;
  {
    Executor executor(3);
    for (int i = 0; i < 20; ++i)
      executor.run({"big", "user:" + std::to_string(i)}, {[open] { return open.wait(), false; }, nullptr, [] {}});
    executor.run({"small", "user:ada"}, {[] { return false; }, nullptr, [&done] { done.set_value(); }});
    done.get_future().wait();
    gate.set_value();
  }
}

TEST_CASE("work that no client waits for any more ends without its next step") {
  std::atomic<bool> isGone = false;
  std::atomic<int> steps = 0;
  std::promise<void> done;
  Executor executor(3);
  const auto step = [&] { return isGone = ++steps == 3, true; };
  executor.run({"a", "p"}, {step, [&] { return isGone.load(); }, [&done] { done.set_value(); }});
  done.get_future().wait();
  CHECK(steps == 3);
}

TEST_CASE("a step that throws ends its work alone") {
  std::promise<void> done, after;
  Executor executor(3);
  executor.run({"a", "p"}, {[]() -> bool { throw std::bad_alloc(); }, nullptr, [&done] { done.set_value(); }});
  done.get_future().wait();
  executor.run({"a", "p"}, {[] { return false; }, nullptr, [&after] { after.set_value(); }});
  after.get_future().wait();
}

}  // namespace lockstep::server

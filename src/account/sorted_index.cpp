#include "lockstep/account/sorted_index.h"

#include <algorithm>
#include <cstring>

namespace lockstep {

namespace {

constexpr std::size_t longestRow = 128;

std::uint64_t beginningOf(std::string_view id) {
  std::uint64_t number = 0;
  const std::size_t size = std::min<std::size_t>(id.size(), 8);
  for (std::size_t i = 0; i < size; ++i) number = number << 8 | static_cast<unsigned char>(id[i]);
  return size == 0 ? 0 : number << (64 - 8 * size);
}

/// Returns less than, equal to or greater than zero: the order of an entry's id and `id`.
int compared(const SortedIndex::Entry& entry, std::uint64_t beginning, std::string_view id) {
  if (entry.beginning != beginning) return entry.beginning < beginning ? -1 : 1;
  return std::string_view(*entry.id).compare(id);
}

}  // namespace

SortedIndex::Place SortedIndex::seek(std::string_view id) const {
  if (rows_.empty()) return {0, 0, false};
  const std::uint64_t beginning = beginningOf(id);
  // A list that is being read asks for each id that comes next.
  if (compared(rows_.back().back(), beginning, id) < 0) return {rows_.size() - 1, rows_.back().size(), false};
  const auto row = std::partition_point(rows_.begin(), rows_.end(),
                                        [&](const auto& each) { return compared(each.back(), beginning, id) < 0; });
  const auto at = std::partition_point(row->begin(), row->end(),
                                       [&](const Entry& each) { return compared(each, beginning, id) < 0; });
  return {static_cast<std::size_t>(row - rows_.begin()), static_cast<std::size_t>(at - row->begin()),
          compared(*at, beginning, id) == 0};
}

void SortedIndex::each(void (*call)(void* thing)) const {
  for (const auto& row : rows_)
    for (const auto& entry : row) call(entry.thing);
}

void* SortedIndex::find(std::string_view id) const {
  const Place place = seek(id);
  return place.found ? rows_[place.row][place.at].thing : nullptr;
}

SortedIndex::Iterator SortedIndex::after(std::string_view id) const {
  const Place place = seek(id);
  if (rows_.empty() || place.at == rows_[place.row].size()) return end();
  Iterator at(&rows_[place.row], place.at);
  if (place.found) ++at;
  return at;
}

bool SortedIndex::insert(const std::string& id, void* thing) {
  Place place = seek(id);
  if (place.found) return false;
  ++size_;
  if (rows_.empty()) rows_.emplace_back();
  if (rows_[place.row].size() == longestRow) split(place);
  auto& row = rows_[place.row];
  row.emplace_back();
  std::memmove(&row[place.at] + 1, &row[place.at], (row.size() - 1 - place.at) * sizeof(Entry));
  row[place.at] = {beginningOf(id), &id, thing};
  return true;
}

/// At the end of a full row, and so of all, a new one begins; within, it becomes two of half the length.
void SortedIndex::split(Place& place) {
  auto& row = rows_[place.row];
  const auto cut = row.begin() + static_cast<std::ptrdiff_t>(place.at == row.size() ? row.size() : row.size() / 2);
  std::vector<Entry> rest(cut, row.end());
  row.erase(cut, row.end());
  const auto next = static_cast<std::ptrdiff_t>(place.row + 1);
  if (place.at >= row.size()) {
    place.at -= row.size();
    ++place.row;
  }
  rows_.emplace_back();
  std::move_backward(rows_.begin() + next, rows_.end() - 1, rows_.end());
  rows_[static_cast<std::size_t>(next)] = std::move(rest);
}

void* SortedIndex::erase(std::string_view id) {
  const Place place = seek(id);
  if (!place.found) return nullptr;
  --size_;
  auto& row = rows_[place.row];
  void* const thing = row[place.at].thing;
  row.erase(row.begin() + static_cast<std::ptrdiff_t>(place.at));
  if (row.empty()) rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(place.row));
  return thing;
}

}  // namespace lockstep

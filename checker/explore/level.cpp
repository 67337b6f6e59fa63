#include "checker/explore/level.hpp"

#include "checker/explore/fingerprint.hpp"

namespace parley::explore {

namespace {

constexpr std::size_t kBatch = 16;   // states expanded before their successors are looked up
constexpr std::size_t kChunk = 512;  // states a worker takes at a time

}  // namespace

void Segment::save(CheckpointWriter& out) const {
  out.value(first);
  out.list(std::span<const std::uint32_t>(parents));
  out.list(std::span<const std::uint16_t>(ordinals));
  out.value(std::uint64_t{far_ordinals.size()});
  for (const auto& [at, ordinal] : far_ordinals) {
    out.value(at);
    out.value(ordinal);
  }
  out.list(states.words());
}

Segment Segment::load(CheckpointReader& in, std::size_t width) {
  Segment segment(width);
  segment.first = in.value<std::uint64_t>();
  segment.parents = in.list<std::uint32_t>();
  segment.ordinals = in.list<std::uint16_t>();
  for (std::size_t left = in.count(2 * sizeof(std::uint32_t)); left > 0; --left) {
    const auto at = in.value<std::uint32_t>();
    segment.far_ordinals.emplace_back(at, in.value<std::uint32_t>());
  }
  segment.states.assign(in.list<std::uint32_t>());
  return segment;
}

bool Worker::work(std::size_t chunks, bool may_learn) {
  if (!flush()) return false;
  for (; chunks > 0; --chunks) {
    const std::size_t from = shared_.next.fetch_add(kChunk, std::memory_order_relaxed);
    const std::size_t until = std::min(from + kChunk, shared_.level.size());
    if (from >= until) return false;
    for (std::size_t index = from; index < until; ++index) {
      expand(index, may_learn);
      if ((index - from) % kBatch != kBatch - 1 && index + 1 != until) continue;
      const bool flushed = flush();
      if (!flushed || shared_.halted.load(std::memory_order_relaxed)) {
        for (std::size_t rest = index + 1; rest < until; ++rest) put_off_.push_back(rest);
        return false;
      }
    }
  }
  return true;
}

bool Worker::expand_put_off(Worker& other) {
  if (other.put_off_.empty()) return false;
  const std::size_t count = std::min(kBatch, other.put_off_.size());
  for (std::size_t at = 0; at < count; ++at) expand(other.put_off_[at], true);
  other.put_off_.erase(other.put_off_.begin(), other.put_off_.begin() + static_cast<std::ptrdiff_t>(count));
  return true;
}

void Worker::expand(std::size_t index, bool may_learn) {
  const std::uint32_t* state = shared_.level[index];
  const std::size_t before = successors_.size();
  if (may_learn) return settle(index, state, expand_and_learn(state), before);
  Ending ending = Ending::kNone;
  if (shared_.system.try_expand(state, successors_, ending)) return settle(index, state, ending, before);
  successors_.truncate(before);
  put_off_.push_back(index);
}

Ending Worker::expand_and_learn(const std::uint32_t* state) {
  const std::uint64_t before = shared_.system.revision();
  const Ending ending = shared_.system.expand(state, successors_);
  if (shared_.journal && shared_.system.revision() != before) shared_.journal->append(state);
  return ending;
}

void Worker::settle(std::size_t index, const std::uint32_t* state, Ending ending, std::size_t before) {
  for (std::size_t at = before; at < successors_.size(); ++at) {
    prints_.push_back(fingerprint(successors_[at], successors_.width()));
    shared_.seen.prefetch(prints_.back());
  }
  expanded_.push_back({static_cast<std::uint32_t>(shared_.level.first() + index), successors_.size()});
  if (ending == Ending::kCut) ++cuts;
  if (ending != Ending::kEnd) return;
  ++ends;
  find(on_end, shared_.judge.on_end(state), index);
}

bool Worker::flush() {
  const std::size_t count = successors_.size();
  if (count == 0) {
    expanded_.clear();
    return true;
  }
  if (!shared_.seen.has_room(shared_.states.fetch_add(count, std::memory_order_relaxed), count)) {
    shared_.states.fetch_sub(count, std::memory_order_relaxed);
    shared_.full.store(true, std::memory_order_relaxed);
    return false;
  }
  const std::size_t kept_before = found_.parents.size();
  const std::size_t bytes_before = found_.bytes();
  std::size_t at = 0;
  for (const Expanded& expanded : expanded_) {
    const std::size_t first = at;
    for (; at < expanded.end; ++at)
      if (shared_.seen.insert(prints_[at])) keep(successors_[at], expanded.parent, at - first);
  }
  shared_.states.fetch_sub(count - (found_.parents.size() - kept_before), std::memory_order_relaxed);
  shared_.transitions.fetch_add(count, std::memory_order_relaxed);
  shared_.found_bytes.fetch_add(found_.bytes() - bytes_before, std::memory_order_relaxed);
  successors_.clear();
  expanded_.clear();
  prints_.clear();
  return true;
}

void Worker::keep(const std::uint32_t* state, std::uint32_t parent, std::size_t ordinal) {
  const std::size_t position = found_.parents.size();
  found_.states.append(state);
  found_.parents.push_back(parent);
  found_.ordinals.push_back(static_cast<std::uint16_t>(std::min<std::size_t>(ordinal, Segment::kFar)));
  if (ordinal >= Segment::kFar)
    found_.far_ordinals.emplace_back(static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(ordinal));
  find(on_new, shared_.judge.on_new(state), position);
}

void Worker::find(std::vector<Finding>& findings, PropertySet properties, std::size_t at) {
  properties.bits &= ~reported_.bits;
  if (properties.empty()) return;
  reported_.bits |= properties.bits;
  findings.push_back({properties, at});
  if (shared_.stop_at_violation && shared_.judge.is_violation(properties))
    shared_.halted.store(true, std::memory_order_relaxed);
}

void Worker::begin(const StateList& initial) {
  for (std::size_t at = 0; at < initial.size(); ++at) {
    successors_.append(initial[at]);
    prints_.push_back(fingerprint(initial[at], initial.width()));
  }
  expanded_.push_back({kNoParent, initial.size()});
}

Segment Worker::take() {
  Segment segment(successors_.width());
  std::swap(segment, found_);
  segment.parents.shrink_to_fit();
  segment.ordinals.shrink_to_fit();
  return segment;
}

}  // namespace parley::explore

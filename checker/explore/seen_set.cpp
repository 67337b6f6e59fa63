#include "checker/explore/seen_set.hpp"

#include <algorithm>
#include <new>
#include <sys/mman.h>
#include <utility>

namespace parley::explore {

namespace {

constexpr std::size_t kFirstSlots = std::size_t{1} << 16;

}  // namespace

void SeenSet::Unmap::operator()(std::uint64_t* slots) const {
  munmap(slots, bytes);
}

SeenSet::SeenSet() : slot_count_(kFirstSlots), slots_(allocate(kFirstSlots)) {}

// Anonymous memory comes zeroed, and in huge pages where the system has them: fewer misses of the address cache.
SeenSet::Slots SeenSet::allocate(std::size_t slots) {
  const std::size_t bytes = slots * sizeof(std::uint64_t);
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  madvise(memory, bytes, MADV_HUGEPAGE);  // advice: a refusal costs speed only
  return Slots(static_cast<std::uint64_t*>(memory), Unmap{bytes});
}

std::size_t SeenSet::grown(std::size_t wanted) const {
  std::size_t slots = slot_count_;
  // While small, growth in large steps costs nothing that matters.
  while (wanted * 5 > slots * 4) slots = slots < (std::size_t{1} << 20) ? slots * 4 : slots + slots / 2;
  return (slots + kBucket - 1) / kBucket * kBucket;
}

std::size_t SeenSet::growth_bytes(std::size_t size, std::size_t count) const {
  return has_room(size, count) ? 0 : grown(size + count) * sizeof(std::uint64_t);
}

void SeenSet::grow(std::size_t wanted) {
  const std::size_t slots = grown(wanted);
  Slots fresh = allocate(slots);
  const std::size_t old_count = std::exchange(slot_count_, slots);
  const Slots old = std::exchange(slots_, std::move(fresh));
  for (std::size_t at = 0; at < old_count; ++at)
    if (old[at] != 0) insert(old[at]);
}

void SeenSet::save(CheckpointWriter& out) const {
  out.list(std::span<const std::uint64_t>(slots_.get(), slot_count_));
}

void SeenSet::load(CheckpointReader& in) {
  const std::size_t slots = in.count(sizeof(std::uint64_t));
  slots_ = allocate(slots);
  slot_count_ = slots;
  in.get(std::as_writable_bytes(std::span(slots_.get(), slots)));
}

double collision_probability(std::uint64_t states) {
  const double count = static_cast<double>(states);
  return std::min(1.0, count * count / 2 / 0x1.0p64);
}

}  // namespace parley::explore

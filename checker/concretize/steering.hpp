// A run of an instance that grows by one event of the searcher's choice at a time, and can be taken back. What the
// search sees of a protocol: no types, only numbers and the run's projections onto the model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/projection.hpp"
#include "net/world/event.hpp"

namespace parley::concretize {

// An event that is possible now. Events of one kind and process differ in the message, timer or choices.
struct Option {
  world::EventKind kind = world::EventKind::kStart;
  std::uint32_t process = 0;
};

class Steering {
 public:
  Steering() = default;
  Steering(const Steering&) = delete;
  Steering& operator=(const Steering&) = delete;
  virtual ~Steering() = default;

  // What can happen now; of what faulty processes make up, only what changes something. Valid until the run changes.
  // Deliveries come before what is made up, and both in the same order whenever asked.
  virtual const std::vector<Option>& options() = 0;
  // REQUIRES: option < options().size().
  virtual void take(std::size_t option) = 0;

  virtual std::size_t length() const = 0;
  // Back to where the run had `length` events. REQUIRES: length <= length().
  virtual void undo_to(std::size_t length) = 0;
  // The same run but for the events from `from` up to before `until`, those after them as they were. When one of these
  // cannot happen then, or `accept` does not want the shorter run, all stays as it was. Returns whether it was cut.
  // REQUIRES: from <= until <= length().
  virtual bool cut(std::size_t from, std::size_t until, const std::function<bool()>& accept) = 0;

  // Of the run so far. Valid until it changes.
  virtual const std::vector<Projection>& projections() = 0;

  // The property of the problem that the run breaks, empty when none. Of a run that ends here also one that is left
  // unfulfilled.
  virtual std::string violation(bool ends) const = 0;
};

}  // namespace parley::concretize

// Completion handlers that fall silent when their owner is gone: a timer or socket that is cancelled too late has its
// success queued already, so an owner that captures `this` must be asked for.
#pragma once

#include <memory>
#include <utility>

namespace parley::tcp {

// A member of the owner; not thread-safe, as its owner.
class LifeGuard {
 public:
  template <class Handler>
  auto operator()(Handler handler) const {
    return [alive = std::weak_ptr<char>(alive_), handler = std::move(handler)](auto&&... results) mutable {
      if (!alive.expired()) handler(std::forward<decltype(results)>(results)...);
    };
  }

 private:
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace parley::tcp

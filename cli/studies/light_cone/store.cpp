#include "cli/studies/light_cone/store.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace parley::light_cone {

namespace {

using Events = std::uint64_t;  // a set of writes, by their number

Events only(std::size_t event) {
  return Events{1} << event;
}

template <class Visit>
void for_each(Events events, Visit visit) {
  for (; events != 0; events &= events - 1) visit(static_cast<std::size_t>(std::countr_zero(events)));
}

struct Client {
  Events past = 0;  // what it wrote and read, and all that leads there
  Events wrote = 0;
  Events read = 0;
};

class Store {
 public:
  Store(const Schedule& schedule, const Configuration& configuration)
      : schedule_(schedule), configuration_(configuration), clients_(schedule.load.clients) {}

  Run run() {
    for (const Step& step : schedule_.steps) step.writes ? write(step) : read(step);
    judge_convergence();
    return std::move(run_);
  }

 private:
  using Call = problems::RegisterCall;

  const Step& step_of(std::size_t event) const { return schedule_.steps[schedule_.writes[event].step]; }

  void write(const Step& step) {
    const std::size_t event = pasts_.size();
    Client& client = clients_[step.client];
    const Events visible = closed(received(step.replica, step.tick) | carried(client));
    client.past |= visible;
    for_each(visible, [&](std::size_t seen) { client.past |= pasts_[seen]; });
    pasts_.push_back(client.past);
    needs_.push_back(ancestors_needed(step, client));
    client.past |= only(event);
    client.wrote |= only(event);
    record(step, {Call::kPut, step.key, event + 1, 0}, event + 1);
  }

  // D_C of a write that this client makes.
  Events ancestors_needed(const Step& step, const Client& client) const {
    if (configuration_.mutant == Mutant::open) return 0;
    switch (configuration_.closure) {
      case Closure::none:
      case Closure::session:
        return 0;
      case Closure::process:
        return client.wrote;
      case Closure::writes_follow_reads:
        return client.read;
      case Closure::per_key:
        return of_key(client.past, step.key);
      case Closure::full:
        return client.past;
    }
    return 0;
  }

  Events of_key(Events events, std::uint32_t key) const {
    Events result = 0;
    for_each(events, [&](std::size_t event) { result |= step_of(event).key == key ? only(event) : 0; });
    return result;
  }

  bool carries() const {
    if (configuration_.mutant == Mutant::forgetful) return false;
    return configuration_.closure != Closure::none && configuration_.closure != Closure::writes_follow_reads;
  }

  // What a client brings: what it saw, with the ancestors that make it visible.
  Events carried(const Client& client) const {
    if (!carries()) return 0;
    Events brought = client.wrote | client.read;
    for_each(client.wrote | client.read, [&](std::size_t event) { brought |= needs_[event]; });
    return brought;
  }

  Events received(std::uint32_t replica, std::uint64_t now) const {
    Events events = 0;
    for (std::size_t event = 0; event < pasts_.size(); ++event) {
      const std::uint64_t age = now - step_of(event).tick;
      const bool late = configuration_.staleness_ticks && age >= *configuration_.staleness_ticks * 64;
      if (late || schedule_.writes[event].arrives[replica] <= now) events |= only(event);
    }
    return events;
  }

  // needs_ is not transitive for every C: an event is hidden until all are there that are needed, again and again.
  Events closed(Events base) const {
    for (Events before = 0; before != base;) {
      before = base;
      for_each(before, [&](std::size_t event) {
        if ((needs_[event] & ~before) != 0) base &= ~only(event);
      });
    }
    return base;
  }

  void read(const Step& step) {
    Client& client = clients_[step.client];
    const Events visible = of_key(closed(received(step.replica, step.tick) | carried(client)), step.key);
    const std::optional<std::size_t> shown = greatest(visible, step.replica);
    ++run_.reads;
    if (shown) {
      client.past |= pasts_[*shown] | only(*shown);
      client.read |= only(*shown);
      bool followed = false;
      for_each(visible, [&](std::size_t other) { followed = followed || (pasts_[other] & only(*shown)) != 0; });
      run_.inversions += followed ? 1 : 0;
    }
    const Events written = of_key(all(), step.key);
    const bool is_last = written == 0 || (shown && (written >> *shown) == 1);
    run_.stale += is_last ? 0 : 1;
    record(step, {Call::kGet, step.key, 0, 0}, shown ? *shown + 1 : 0);
  }

  Events all() const { return pasts_.size() == 64 ? ~Events{0} : only(pasts_.size()) - 1; }

  std::optional<std::size_t> greatest(Events events, std::uint32_t replica) const {
    std::optional<std::size_t> best;
    for_each(events, [&](std::size_t event) {
      if (!best || is_before(*best, event, replica)) best = event;
    });
    if (configuration_.order != Order::trivial || !best) return best;
    best.reset();
    for_each(events, [&](std::size_t event) {
      bool followed = false;
      for_each(events, [&](std::size_t other) { followed = followed || (pasts_[other] & only(event)) != 0; });
      if (!followed && (!best || is_before(*best, event, replica))) best = event;
    });
    return best;
  }

  bool is_before(std::size_t a, std::size_t b, std::uint32_t replica) const {
    const Write& first = schedule_.writes[a];
    const Write& second = schedule_.writes[b];
    switch (configuration_.order) {
      case Order::trivial:
        return std::tie(first.arrives[replica], a) < std::tie(second.arrives[replica], b);
      case Order::timestamp:
        return std::tie(first.timestamp, first.hash) < std::tie(second.timestamp, second.hash);
      case Order::hash:
        return first.hash < second.hash;
      case Order::topological:
        return std::pair(std::popcount(pasts_[a]), first.hash) < std::pair(std::popcount(pasts_[b]), second.hash);
      case Order::process:
        return std::pair(step_of(a).client, a) < std::pair(step_of(b).client, b);
      case Order::serializer:
        return a < b;
    }
    return false;
  }

  void record(const Step& step, const problems::RegisterOperation& call, std::uint64_t value) {
    run_.history.push_back(
        {step.client, call, problems::RegisterResult{true, value}, 2 * step.tick, 2 * step.tick + 1});
  }

  void judge_convergence() {
    const Events visible = closed(all());
    for (std::uint32_t key = 0; key < schedule_.load.keys; ++key)
      for (std::uint32_t replica = 1; replica < schedule_.load.replicas; ++replica)
        if (greatest(of_key(visible, key), replica) != greatest(of_key(visible, key), 0)) run_.converges = false;
  }

  const Schedule& schedule_;
  const Configuration& configuration_;
  std::vector<Client> clients_;
  std::vector<Events> pasts_;  // by event
  std::vector<Events> needs_;  // by event: D_C
  Run run_;
};

}  // namespace

Run carry_out(const Schedule& schedule, const Configuration& configuration) {
  return Store(schedule, configuration).run();
}

}  // namespace parley::light_cone

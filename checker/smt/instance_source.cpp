#include "checker/smt/instance_source.hpp"

#include <string>
#include <z3++.h>

#include "checker/smt/terms.hpp"

namespace parley {

class InstanceSource::Drawing {
 public:
  Drawing(const System& system, const Limits& limits, std::size_t most_starts)
      : limits_(limits), most_starts_(most_starts), solver_(context_), watch_(context_, limits) {
    const auto natural = [&](const std::string& name) {
      z3::expr variable = context_.int_const(name.c_str());
      solver_.add(variable >= 0);
      return variable;
    };
    for (std::size_t i = 0; i < system.automaton.parameters.size(); ++i)
      at_.parameters.push_back(natural("p" + std::to_string(i)));
    for (std::size_t i = 0; i < system.alive.size(); ++i) {
      at_.counters.emplace_back();
      if (system.alive[i]) at_.counters.back() = natural("k" + std::to_string(i));
      state_.push_back(system.alive[i] ? *at_.counters.back() : context_.int_val(0));
    }
    for (std::size_t i = 0; i < system.automaton.shared.size(); ++i) {
      at_.shared.push_back(natural("x" + std::to_string(i)));
      state_.push_back(at_.shared.back());
    }
    for (const Prop& assumption : system.assumptions) solver_.add(term_of(context_, assumption, at_));
    for (const Prop& init : system.inits) solver_.add(term_of(context_, init, at_));
  }

  std::optional<Instance> next() {
    for (;; ++sum_) {
      if (limits_.reached()) return std::nullopt;
      solver_.push();
      solver_.add(sum_of(context_, at_.parameters) == context_.int_val(sum_));
      const z3::check_result answer = solver_.check();
      if (answer == z3::sat) {
        Instance instance{values(at_.parameters), {}};
        solver_.pop();
        draw_starts(instance);
        solver_.add(!all_equal(at_.parameters, instance.parameters));
        return instance;
      }
      solver_.pop();
      if (answer == z3::unknown || sum_ == kLargestSum) return std::nullopt;
    }
  }

 private:
  static constexpr std::int64_t kLargestSum = 60;

  void draw_starts(Instance& instance) {
    solver_.push();
    solver_.add(all_equal(at_.parameters, instance.parameters));
    while (instance.starts.size() < most_starts_ && !limits_.reached() && solver_.check() == z3::sat) {
      instance.starts.push_back(values(state_));
      solver_.add(!all_equal(state_, instance.starts.back()));
    }
    solver_.pop();
  }

  Numbers values(const std::vector<z3::expr>& terms) {
    const z3::model model = solver_.get_model();
    Numbers result;
    for (const z3::expr& term : terms) result.push_back(model.eval(term, true).get_numeral_int64());
    return result;
  }

  z3::expr all_equal(const std::vector<z3::expr>& terms, const Numbers& numbers) {
    std::vector<z3::expr> parts;
    for (std::size_t i = 0; i < terms.size(); ++i)
      if (!terms[i].is_numeral()) parts.push_back(terms[i] == context_.int_val(numbers[i]));
    return all_of(context_, parts);
  }

  Limits limits_;
  std::size_t most_starts_;
  z3::context context_;
  z3::solver solver_;
  Watch watch_;
  SymbolicConfiguration at_;
  std::vector<z3::expr> state_;
  std::int64_t sum_ = 0;
};

InstanceSource::InstanceSource(const System& system, const Limits& limits, std::size_t most_starts)
    : drawing_(std::make_unique<Drawing>(system, limits, most_starts)) {}

InstanceSource::~InstanceSource() = default;

std::optional<Instance> InstanceSource::next() {
  return drawing_->next();
}

}  // namespace parley

#include "cli/verify_extras.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

#include "checker/smt/certificate.hpp"
#include "checker/smt/tightest.hpp"
#include "checker/smt/vacuity.hpp"
#include "cli/output.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {
namespace {

// For vacuity, where a question that takes longer than that, and than the verdicts did, is not worth its answer.
constexpr double kLeastSeconds = 10;

bool is_one_file(const std::filesystem::path& path) {
  return path.extension() == ".smt2";
}

class Extras {
 public:
  Extras(const VerifyExtras& extras, const VerifyOptions& options, bool quiet, VerbResult& result)
      : extras_(extras), options_(options), quiet_(quiet), result_(result) {}

  void add(const ModelResult& model) {
    if (extras_.vacuity && !options_.is_over()) add_vacuity(model);
    for (std::size_t i = 0; i < model.specs.size(); ++i) {
      if (extras_.tightest)
        options_.is_over() ? note(first_ + i, "tightest: out of time")
                           : add_tightest(model, model.specs[i], first_ + i);
      if (extras_.certificate) add_certificate(model, model.specs[i], first_ + i);
    }
    first_ += model.specs.size();
  }

 private:
  template <class... Values>
  void tell(fmt::format_string<Values...> format, Values&&... values) const {
    if (!quiet_) say(format, std::forward<Values>(values)...);
  }

  void note(std::size_t verdict, const std::string& text) {
    std::string& all = result_.verdicts.at(verdict).note;
    all += (all.empty() ? "" : "; ") + text;
  }

  std::string key(std::string_view fact, const ModelResult& model, const std::string& spec) const {
    const std::string subject = spec.empty() ? model.name : model.name + "." + spec;
    return fmt::format("{} {}", fact, subject);
  }

  // The options, with an end after so many seconds.
  VerifyOptions within(double seconds) const {
    VerifyOptions options = options_;
    options.end = std::min(options.end, deadline_after(seconds));
    return options;
  }

  void add_vacuity(const ModelResult& model) {
    double seconds = 0;
    for (const SpecResult& spec : model.specs) seconds += spec.seconds;
    const Vacuity vacuity = find_vacuity(model.automaton, model.specs, within(std::max(kLeastSeconds, seconds)));
    for (const VacuousPremise& found : vacuity.premises) {
      const auto at = std::ranges::find(model.specs, found.spec, &SpecResult::spec);
      const std::string text = "vacuous: no run satisfies its premise " + found.premise;
      note(first_ + static_cast<std::size_t>(at - model.specs.begin()), text);
      tell("{} {} note: {}\n", model.file.string(), found.spec, text);
    }
    if (vacuity.unreached_locations.empty()) return;
    const std::string list = fmt::format("{}", fmt::join(vacuity.unreached_locations, ", "));
    result_.facts[key("unreached locations", model, "")] = list;
    tell("{} note: no run reaches {}\n", model.file.string(), list);
  }

  void add_tightest(const ModelResult& model, const SpecResult& spec, std::size_t verdict) {
    const Tightest tightest = find_tightest(model.automaton, spec, options_);
    std::string text = tightest.condition.empty() ? "no resilience condition: " + tightest.reason
                                                  : "holds down to " + tightest.condition;
    for (const NextWeaker& next : tightest.next) text += "; violated under " + next.condition;
    if (!tightest.condition.empty() && !tightest.reason.empty()) text += "; " + tightest.reason;
    note(verdict, text);
    tell("{} {} tightest: {}\n", model.file.string(), spec.spec, text);
    if (!tightest.condition.empty()) result_.facts[key("tightest", model, spec.spec)] = tightest.condition;
    if (quiet_ || tightest.next.empty()) return;
    const NextWeaker& shown = tightest.next.back();
    say("under {}:\n{}", shown.condition, to_table(model.automaton, *shown.result.counterexample));
  }

  void add_certificate(const ModelResult& model, const SpecResult& spec, std::size_t verdict) {
    const std::filesystem::path path = is_one_file(*extras_.certificate)
                                           ? *extras_.certificate
                                           : *extras_.certificate / (model.label + "-" + spec.spec + ".smt2");
    const auto outcome = certificate_of(model, spec);
    if (const auto* none = std::get_if<NoCertificate>(&outcome)) {
      const std::string text = "no certificate: " + none->reason;
      note(verdict, text);
      tell("{} {} {}\n", model.file.string(), spec.spec, text);
      std::error_code error;
      std::filesystem::remove(path, error);  // one of an earlier call proves nothing any more
      return;
    }
    write_text(path, std::get<Certificate>(outcome).smt2);
    tell("certificate: {}\n", path.string());
  }

  std::variant<Certificate, NoCertificate> certificate_of(const ModelResult& model, const SpecResult& spec) const {
    if (spec.verdict == Verdict::kViolated) return NoCertificate{"violated, as the counterexample's replay shows"};
    if (spec.verdict == Verdict::kUnknown) return NoCertificate{"undecided"};
    if (options_.is_over()) return NoCertificate{"out of time"};
    const auto at = find_specification(model.automaton, spec.spec);
    auto outcome = certify(model.automaton, model.automaton.specifications.at(at.value()), spec.segments, options_);
    if (auto* none = std::get_if<NoCertificate>(&outcome); none != nullptr && spec.engine != "smt")
      none->reason = "proved by the fixpoint of engine " + spec.engine + ", and " + none->reason;
    return outcome;
  }

  const VerifyExtras& extras_;
  const VerifyOptions& options_;
  bool quiet_;
  VerbResult& result_;
  std::size_t first_ = 0;  // verdict of the model
};

}  // namespace

void check_extras(const VerifyExtras& extras, const std::vector<ModelResult>& models, const VerifyOptions& options) {
  if (!extras.certificate || !is_one_file(*extras.certificate)) return;
  std::size_t specifications = 0;
  for (const ModelResult& model : models)
    specifications += options.specs.empty() ? model.automaton.specifications.size() : options.specs.size();
  if (specifications != 1)
    throw InputError("--certificate", "",
                     fmt::format("expected a folder for the certificates of {} specifications, found the file {}",
                                 specifications, extras.certificate->string()));
}

void add_extras(const VerifyExtras& extras, const std::vector<ModelResult>& models, const VerifyOptions& options,
                bool quiet, VerbResult& result) {
  VerifyOptions plain = options;
  plain.resilience.reset();  // the models have it already
  Extras all(extras, plain, quiet, result);
  for (const ModelResult& model : models) all.add(model);
}

}  // namespace parley::cli

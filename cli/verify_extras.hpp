// What `verify` tells beside its verdicts: certificates, vacuity, tightest resilience conditions.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "cli/verify_models.hpp"

namespace parley::cli {

struct VerifyExtras {
  bool vacuity = false;
  bool tightest = false;
  // A folder; or a file that ends in .smt2, for one specification.
  std::optional<std::filesystem::path> certificate = std::nullopt;

  bool any() const { return vacuity || tightest || certificate.has_value(); }
};

// Throws InputError when the certificates of several specifications are to go into one file. Before any work.
void check_extras(const VerifyExtras& extras, const std::vector<ModelResult>& models, const VerifyOptions& options);

// Says what was found unless `quiet`, and adds it to the notes and facts of `result`, which to_verb_result made of the
// same models. Changes no verdict, and ends with the options' end and stop. Throws EnvironmentError when a certificate
// cannot be written.
void add_extras(const VerifyExtras& extras, const std::vector<ModelResult>& models, const VerifyOptions& options,
                bool quiet, VerbResult& result);

}  // namespace parley::cli

#include "cli/model_run.hpp"

#include "cli/document.hpp"
#include "models/ta_reader.hpp"
#include "models/ta_writer.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {
namespace {

std::string text_at(const nlohmann::json& document, const char* member, const std::string& file) {
  const auto found = document.find(member);
  if (found == document.end() || !found->is_string())
    throw InputError(file, std::string("/") + member, "expected a text, as verify writes it");
  return found->get<std::string>();
}

}  // namespace

nlohmann::json to_json(const ModelRunFile& run) {
  nlohmann::json document = parley::to_json(run.automaton, run.counterexample);
  document["model"] = run.model;
  document["specification"] = run.specification().name;
  document["source"] = write_ta(run.automaton);
  return document;
}

ModelRunFile read_model_run(const std::filesystem::path& path) {
  ModelRunFile run = parse_model_run(read_json_file(path), path.string());
  run.name = path.filename().string();
  return run;
}

ModelRunFile parse_model_run(const nlohmann::json& document, const std::string& file) {
  if (!document.is_object()) throw InputError(file, "", "expected a counterexample of verify, an object");
  ModelRunFile run;
  run.name = file;
  run.model = text_at(document, "model", file);
  run.automaton = read_ta(text_at(document, "source", file), file + ": /source");
  if (run.automaton.specifications.size() != 1)
    throw InputError(file, "/source", "expected a model with the violated specification alone");
  if (text_at(document, "specification", file) != run.specification().name)
    throw InputError(file, "/specification", "expected \"" + run.specification().name + "\", the one of the model");
  if (text_at(document, "automaton", file) != run.automaton.name)
    throw InputError(file, "/automaton", "expected \"" + run.automaton.name + "\", the name of the model");
  run.counterexample = counterexample_from_json(run.automaton, document, file);
  return run;
}

}  // namespace parley::cli

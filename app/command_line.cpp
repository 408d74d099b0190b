#include "command_line.hpp"

#include "nnft/config/quantities.hpp"
#include "nnft/core/error.hpp"
#include "nnft/mpi/session.hpp"
#include "nnft/store/library_version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "console.hpp"
#include "version.hpp"

namespace nnft::app {
namespace {

constexpr auto footer = "Configuration keys: lib/nnft/config/README.md. Result files: "
                        "mpi/FORMAT.md. Exit status: 0 done, 2 input that cannot be used, 3 "
                        "stopped early with a checkpoint, 1 anything else.";

std::string version_text() {
  return fmt::format("nnft {} ({})\ncompiler {}\nMPI {}\nHDF5 {}\ninstruction set {}",
                     program_version(), git_revision(), compiler(), mpi::library_version(),
                     store::hdf5_version(), name_of(detected_isa()));
}

//! Option values as text, to be read by the functions that read configurations.
struct Texts {
  std::string isa;
  std::string max_time;
  std::string expected_ranks;
  std::string ranks = "1";
  std::string ensemble = "0";
  std::string experiment = "0";
  std::string network = "0";
  bool fresh = false;
  bool quiet = false;
};

void add_overrides(CLI::App& verb, Command& command) {
  verb.add_option("--set", command.overrides,
                  "KEY=VALUE: replaces a key of the configuration; VALUE is TOML, else text; the "
                  "last one wins")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
}

void add_configuration(CLI::App& verb, Command& command) {
  verb.add_option("CONFIG", command.files, "configuration (TOML)")->required()->expected(1);
  add_overrides(verb, command);
}

void add_common(CLI::App& verb, Texts& texts) {
  verb.add_flag("--quiet", texts.quiet, "no banner and no progress");
}

void add_run(CLI::App& app, Command& command, Texts& texts) {
  auto& verb = *app.add_subcommand("run", "sample on all ranks, compare with exact theory, fit, "
                                          "scan the cutoff; write the result");
  add_configuration(verb, command);
  verb.add_option("-o", command.output, "result file (default: output.file)");
  verb.add_option("--max-time", texts.max_time,
                  "stop with a checkpoint before this time is over: 3600, 90m, 12h, 1-00:00:00");
  verb.add_flag("--fresh", texts.fresh,
                "begin anew: replace a result and a checkpoint, whatever they hold");
  verb.add_option("--expect-ranks", texts.expected_ranks,
                  "refuse to run unless MPI has this many ranks");
  verb.add_option("--isa", texts.isa, "portable, avx2 or avx512 (default: the best that all have)");
  add_common(verb, texts);
}

void add_plan(CLI::App& app, Command& command, Texts& texts) {
  auto& verb = *app.add_subcommand("plan", "validate a configuration and tell what a run costs");
  add_configuration(verb, command);
  verb.add_option("--ranks", texts.ranks, "ranks to plan for");
  verb.add_option("--isa", texts.isa, "portable, avx2 or avx512");
  add_common(verb, texts);
}

void add_theory(CLI::App& app, Command& command, Texts& texts) {
  auto& verb = *app.add_subcommand("theory", "everything that needs no sampling, in the same "
                                             "layout");
  add_configuration(verb, command);
  verb.add_option("-o", command.output, "result file (default: output.file)");
  verb.add_flag("--fresh", texts.fresh, "replace a file that holds something else");
  add_common(verb, texts);
}

void add_sample(CLI::App& app, Command& command, Texts& texts) {
  auto& verb = *app.add_subcommand("sample", "parameters and outputs of one network, as JSON");
  add_configuration(verb, command);
  verb.add_option("--ensemble", texts.ensemble, "index of the ensemble in the run");
  verb.add_option("--experiment", texts.experiment, "index of the experiment");
  verb.add_option("--network", texts.network, "index of the network in the experiment");
  verb.add_option("--isa", texts.isa, "portable, avx2 or avx512");
}

void add_analyze(CLI::App& app, Command& command, Texts& texts) {
  auto& verb = *app.add_subcommand("analyze", "fit and scan again from a stored result, with other "
                                              "keys of [eft] and [cutoff_scan]; samples nothing");
  verb.add_option("FILE", command.files, "result file")->required()->expected(1);
  verb.add_option("-o", command.output, "new result file")->required();
  add_overrides(verb, command);
  verb.add_flag("--fresh", texts.fresh, "replace a result that exists");
  add_common(verb, texts);
}

void add_others(CLI::App& app, Command& command, Texts& texts) {
  app.add_subcommand("info", "what a result file is")
      ->add_option("FILE", command.files, "result file")
      ->required()
      ->expected(1);
  app.add_subcommand("check", "whether a result or a checkpoint is whole")
      ->add_option("FILE", command.files, "result or checkpoint")
      ->required()
      ->expected(1);
  auto& merge = *app.add_subcommand("merge", "join runs of neighbouring networks, or of different "
                                             "seeds; analysed like one run");
  merge.add_option("FILE", command.files, "result files, at least two")
      ->required()
      ->expected(2, -1);
  merge.add_option("-o", command.output, "result file")->required();
  merge.add_flag("--fresh", texts.fresh, "replace a result that exists");
  add_common(merge, texts);
  app.add_subcommand("presets", "the experiments of the papers as commented configurations")
      ->add_option("NAME", command.preset, "print this one; without it, list all");
  auto& report = *app.add_subcommand("report", "pictures and tables: index.html, PNG, PDF, "
                                               "summary.json");
  report.add_option("FILE", command.files, "result files")->required();
  report.add_option("-o", command.output, "folder for the report")->required();
}

Verb verb_of(CLI::App const& app) {
  constexpr std::pair<char const*, Verb> verbs[] = {
      {"run", Verb::run},        {"plan", Verb::plan},   {"theory", Verb::theory},
      {"sample", Verb::sample},  {"info", Verb::info},   {"presets", Verb::presets},
      {"report", Verb::report},  {"check", Verb::check}, {"merge", Verb::merge},
      {"analyze", Verb::analyze}};
  for (auto const& [name, verb] : verbs)
    if (app.got_subcommand(name)) return verb;
  throw InvalidInput("a verb is missing. Use one of run, plan, theory, sample, analyze, info, "
                     "check, merge, presets, report (nnft --help)");
}

//! An empty word is a variable of a script that was not set, not the wish for a default.
void refuse_empty_words(CLI::App const& app) {
  for (auto const* verb : app.get_subcommands())
    for (auto const* option : verb->get_options())
      for (auto const& word : option->results())
        if (word.empty())
          throw InvalidInput(fmt::format("{} = \"\" (nothing). Give it a value, or leave it out",
                                         option->get_name()));
}

int parse_small_count(std::string const& text, std::string_view option) {
  auto const count = parse_count(text, option);
  if (count < 1 || count > 1'000'000'000)
    throw InvalidInput(fmt::format("{} = {} (out of range). Use 1 to 1e9", option, count));
  return static_cast<int>(count);
}

void read_texts(Texts const& texts, Command& command) {
  command.fresh = texts.fresh ? Fresh::replace : Fresh::keep;
  command.verbosity = texts.quiet ? Verbosity::quiet : Verbosity::normal;
  command.ranks = parse_small_count(texts.ranks, "--ranks");
  command.ensemble = parse_count(texts.ensemble, "--ensemble");
  command.experiment = ExperimentId{parse_count(texts.experiment, "--experiment")};
  command.network = NetworkId{parse_count(texts.network, "--network")};
  if (!texts.expected_ranks.empty())
    command.expected_ranks = parse_small_count(texts.expected_ranks, "--expect-ranks");
  if (!texts.max_time.empty()) command.max_time = parse_duration(texts.max_time, "--max-time");
  if (texts.isa.empty()) return;
  command.isa = isa_named(texts.isa);
  if (!command.isa)
    throw InvalidInput(
        fmt::format("--isa = {} (unknown). Use portable, avx2 or avx512", one_line(texts.isa)));
  if (*command.isa > detected_isa())
    throw InvalidInput(fmt::format("--isa = {} (this processor has {}). Use that or a lower one",
                                   texts.isa, name_of(detected_isa())));
}

//! The first option that its verb does not have; CLI11 would complain about its value instead.
std::string unknown_option(CLI::App const& app, int argc, char const* const* argv) {
  auto const verbs = app.get_subcommands();
  CLI::App const& verb = verbs.empty() ? app : *verbs.front();
  for (int i = 1; i < argc; ++i) {
    std::string const word(argv[i]);
    auto name = word.substr(0, word.find('='));
    if (name.size() > 2 && name.starts_with("--") && verb.get_option_no_throw(name) == nullptr &&
        app.get_option_no_throw(name) == nullptr)
      return name;
  }
  return "";
}

} // namespace

ParsedLine parse_command_line(int argc, char const* const* argv) {
  CLI::App app("nnft: ensembles of random neural networks as field theories", "nnft");
  Command command;
  Texts texts;
  app.footer(footer);
  app.set_version_flag("--version", version_text());
  app.require_subcommand(0, 1);
  add_run(app, command, texts);
  add_plan(app, command, texts);
  add_theory(app, command, texts);
  add_sample(app, command, texts);
  add_analyze(app, command, texts);
  add_others(app, command, texts);
  try {
    app.parse(argc, argv);
  } catch (CLI::CallForHelp const&) {
    return {std::nullopt, {app.help()}};
  } catch (CLI::CallForVersion const&) {
    return {std::nullopt, {version_text()}};
  } catch (CLI::ParseError const& e) {
    if (auto const option = unknown_option(app, argc, argv); !option.empty())
      throw InvalidInput(fmt::format("command line: {} (no such option). nnft VERB --help lists "
                                     "the options of a verb",
                                     one_line(option)));
    throw InvalidInput(fmt::format("command line: {} (nnft --help lists verbs, nnft VERB --help "
                                   "their options)",
                                   one_line(e.what())));
  }
  command.verb = verb_of(app);
  refuse_empty_words(app);
  read_texts(texts, command);
  return {command, {}};
}

} // namespace nnft::app

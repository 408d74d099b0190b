#include "nnft/mpi/together.hpp"
#include "nnft/store/read_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "driver/summary.hpp"
#include "verbs/verbs.hpp"

namespace nnft::app {
namespace {

void print_attribute(std::string const& name, result::Attribute const& value,
                     Console const& console) {
  if (auto const* text = std::get_if<std::string>(&value)) {
    if (text->find('\n') == std::string::npos)
      console.result(fmt::format("{:<18} {}", name, *text));
  } else if (auto const* integer = std::get_if<std::int64_t>(&value)) {
    console.result(fmt::format("{:<18} {}", name, *integer));
  } else if (auto const* real = std::get_if<double>(&value)) {
    console.result(fmt::format("{:<18} {:.6g}", name, *real));
  } else if (auto const* list = std::get_if<std::vector<std::int64_t>>(&value)) {
    console.result(fmt::format("{:<18} {}", name, fmt::join(*list, ".")));
  }
}

void print_file(result::Group const& root, Console const& console) {
  for (auto const& [name, value] : root.attributes)
    print_attribute(name, value, console);
  if (auto const* performance = root.find("performance"))
    for (auto const& [name, value] : performance->attributes)
      print_attribute(name, value, console);
  if (auto const* ensembles = root.find("ensembles"))
    console.result(fmt::format("{:<18} {}", "ensembles", ensembles->groups.size()));
  print_summary(root, console);
}

} // namespace

int info_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  Console const console(team.rank(), command.verbosity);
  mpi::together(team, [&] {
    if (team.rank() == 0) print_file(store::read_record(command.files.front()), console);
  });
  return 0;
}

} // namespace nnft::app

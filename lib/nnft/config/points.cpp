#include "nnft/config/points.hpp"

#include "nnft/config/messages.hpp"
#include "nnft/config/text_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace nnft::config {
namespace {

constexpr RealRange coordinate_range{-largest_coordinate, largest_coordinate};

Eigen::MatrixXd matrix_of(std::vector<double> const& coordinates, int d_in) {
  auto const columns = static_cast<Eigen::Index>(coordinates.size()) / d_in;
  return Eigen::Map<Eigen::MatrixXd const>(coordinates.data(), d_in, columns);
}

std::string dimension_message(std::size_t coordinates, int d_in) {
  return fmt::format("has {} coordinate{}, ensemble.d_in is {}", coordinates,
                     coordinates == 1 ? "" : "s", d_in);
}

constexpr std::string_view too_many = "this program takes at most 1000 points";

InputSet points_of_preset(Settings const& settings, Activation activation, int d_in) {
  constexpr std::string_view key = "inputs.preset";
  constexpr std::array<std::string_view, 2> names{"hms", "hms_positive"};
  auto const name = names[settings.choice(key, names, 0)];
  if (auto inputs = preset_inputs(name, activation, d_in)) return *inputs;
  bool const given = settings.find(key) != nullptr;
  std::string const sets = "the papers' input sets exist for d_in = 1, 2, 3";
  settings.refuse(given ? key : "ensemble.d_in",
                  given ? fmt::format("{}, not for {}", sets, d_in) : sets,
                  "Give inputs.points or inputs.file");
}

// One line's numbers, separated by commas or blanks. Empty: a comment.
std::vector<std::string_view> fields_of(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> fields;
  bool const commas = line.find(',') != std::string_view::npos;
  while (line.find_first_not_of(blanks) != std::string_view::npos) {
    line.remove_prefix(line.find_first_not_of(blanks));
    auto const end = std::min(line.find_first_of(commas ? "," : blanks), line.size());
    auto const field = line.substr(0, end);
    fields.push_back(field.substr(0, field.find_last_not_of(blanks) + 1));
    line.remove_prefix(end);
    if (line.empty()) break;
    line.remove_prefix(1);
    if (commas && line.find_first_not_of(blanks) == std::string_view::npos) fields.emplace_back();
  }
  return fields;
}

double coordinate_of(std::string_view field, std::string_view subject) {
  constexpr std::string_view advice = "Write numbers; put # before comments";
  if (field.empty()) refuse(subject, "", "an empty field", advice);
  auto digits = field;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  bool const whole = end == digits.data() + digits.size();
  if (!whole || error == std::errc::invalid_argument || std::isnan(value))
    refuse(subject, quoted(field), "is not a number", advice);
  if (error == std::errc::result_out_of_range) // too large or too small: strtod tells which
    value = std::strtod(std::string(digits).c_str(), nullptr);
  if (!(std::abs(value) <= largest_coordinate))
    refuse(subject, quoted(field), "is outside -1e12 to 1e12", "Write finite numbers");
  return value + 0.0; // -0 becomes +0
}

InputSet points_of_file(Settings const& settings, std::filesystem::path const& folder, int d_in) {
  std::string const name = settings.text("inputs.file", "");
  if (name.empty()) settings.refuse("inputs.file", "is empty", "Name a file");
  auto const path = folder / name;
  auto const loaded = load_text(path);
  if (!loaded.failure.empty())
    settings.refuse("inputs.file", "cannot be read: " + loaded.failure,
                    "Name a table of points; a relative path starts at the configuration's folder");
  return {"", parse_points(loaded.text, path.string(), d_in)};
}

} // namespace

InputSet points_of_list(Settings const& settings, std::string_view key, int d_in) {
  constexpr std::string_view advice =
      "Write one list of coordinates a point, such as [[-1.0], [0.5]] for d_in = 1";
  auto const& node = *settings.find(key);
  auto const& list = list_of(node, key, advice);
  if (list.size() > static_cast<std::size_t>(most_points))
    refuse(node, key, fmt::format("has {} points, {}", list.size(), too_many), "Give fewer points");
  std::vector<double> coordinates;
  for (auto const& point : list) {
    auto const& numbers = list_of(point, key, advice);
    if (numbers.size() != static_cast<std::size_t>(d_in))
      refuse(point, key, dimension_message(numbers.size(), d_in),
             "Give every point d_in coordinates");
    for (auto const& number : numbers)
      coordinates.push_back(real_of(number, key, coordinate_range));
  }
  return {"", matrix_of(coordinates, d_in)};
}

Eigen::MatrixXd parse_points(std::string_view text, std::string_view file, int d_in) {
  std::string const shown_file = printable(file, 1000);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3); // byte order mark
  std::vector<double> coordinates;
  for (int number = 1; !text.empty(); ++number) {
    auto const line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    auto const fields = fields_of(line);
    if (fields.empty()) continue;
    std::string const subject = fmt::format("{}:{}: point", shown_file, number);
    std::vector<double> point;
    point.reserve(fields.size());
    for (auto const field : fields)
      point.push_back(coordinate_of(field, subject));
    if (fields.size() != static_cast<std::size_t>(d_in))
      refuse(subject, fmt::format("[{}]", printable(line)), dimension_message(fields.size(), d_in),
             "Give every point d_in coordinates");
    coordinates.insert(coordinates.end(), point.begin(), point.end());
    if (coordinates.size() > static_cast<std::size_t>(most_points) * static_cast<std::size_t>(d_in))
      refuse(subject, "", too_many, "Give fewer points");
  }
  if (coordinates.empty())
    refuse(shown_file + ": points", "", "the file has none", "Write one point a line");
  return matrix_of(coordinates, d_in);
}

InputSet read_inputs(Settings const& settings, std::filesystem::path const& folder,
                     Activation activation, int d_in) {
  constexpr std::array<std::string_view, 3> ways{"inputs.points", "inputs.preset", "inputs.file"};
  std::vector<std::string_view> given;
  for (auto const way : ways)
    if (settings.find(way) != nullptr) given.push_back(way);
  if (given.size() > 1)
    settings.refuse(given[1], fmt::format("{} is given, too", given[0]), "Keep one of them");
  if (given.empty() || given[0] == ways[1]) return points_of_preset(settings, activation, d_in);
  if (given[0] == ways[0]) return points_of_list(settings, ways[0], d_in);
  return points_of_file(settings, folder, d_in);
}

} // namespace nnft::config

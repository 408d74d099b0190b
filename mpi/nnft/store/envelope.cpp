#include "nnft/store/envelope.hpp"

#include "nnft/core/hash.hpp"
#include "nnft/store/checksum.hpp"
#include "nnft/store/format_error.hpp"

#include <cerrno>
#include <charconv>
#include <fstream>
#include <limits>
#include <map>
#include <system_error>

namespace nnft::store {
namespace {

namespace fs = std::filesystem;
using Lines = std::map<std::string, std::string, std::less<>>;

std::string crc_of(std::string const& lines, std::string_view payload) {
  Crc64 sum;
  sum.add(lines);
  sum.add(payload);
  return hexadecimal(sum.value());
}

std::string header_of(std::string const& format, Enveloped const& content) {
  std::string header = std::string(checkpoint_filetype) + "\nformat " + format + "\nphysics " +
                       content.physics_hash + "\nlength " + std::to_string(content.payload.size()) +
                       "\n";
  header += "crc64 " + crc_of(header, content.payload) + "\n";
  header.resize(envelope_size, '\0');
  return header;
}

[[noreturn]] void decline(fs::path const& file, std::string const& why) {
  throw FormatError(file.string() + ": " + why);
}

[[noreturn]] void decline_damaged(fs::path const& file) {
  decline(file, "is damaged (it is not what was written: truncated or changed). Use a copy, or "
                "start anew with --fresh.");
}

std::string reason(int code) {
  return std::generic_category().message(code);
}

//! The file, once it is known to be one of ours by its first line.
std::string bytes_of(fs::path const& file) {
  std::error_code error;
  auto const status = fs::status(file, error);
  if (!fs::exists(status))
    decline(file, "cannot be read (" + reason(ENOENT) + "). Check the path.");
  if (!fs::is_regular_file(status))
    decline(file, "cannot be read (it is no regular file). Check the path.");
  std::ifstream in(file, std::ios::binary);
  if (!in) decline(file, "cannot be read (" + reason(errno) + "). Check its permissions.");
  std::string bytes(envelope_size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (!bytes.starts_with(std::string(checkpoint_filetype) + "\n"))
    decline(file, "is no checkpoint of nnft (it does not begin like one). Check the path.");
  if (bytes.size() < envelope_size) decline_damaged(file);
  return bytes;
}

//! "key value" of each line of the header.
Lines lines_of(std::string_view header) {
  Lines lines;
  while (!header.empty() && header.front() != '\0') {
    auto const line = header.substr(0, header.find('\n'));
    auto const blank = line.find(' ');
    if (blank != std::string_view::npos)
      lines.emplace(line.substr(0, blank), line.substr(blank + 1));
    header.remove_prefix(std::min(line.size() + 1, header.size()));
  }
  return lines;
}

std::uint64_t number_in(std::string const& text) {
  std::uint64_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool const whole = error == std::errc() && end == text.data() + text.size();
  return whole ? value : std::numeric_limits<std::uint64_t>::max();
}

void require_readable(fs::path const& file, std::string const& format) {
  auto const point = format.find('.');
  auto const major = number_in(format.substr(0, point));
  if (point == std::string::npos || major > 1'000'000 ||
      number_in(format.substr(point + 1)) > 1'000'000)
    decline_damaged(file);
  if (major != checkpoint_major)
    decline(file, "checkpoint format " + format + " (this program reads " +
                      std::to_string(checkpoint_major) +
                      ".x). Use the release that wrote it, or start anew with --fresh.");
}

} // namespace

std::string enveloped(Enveloped const& content) {
  return header_of(std::to_string(checkpoint_major) + "." + std::to_string(checkpoint_minor),
                   content) +
         content.payload;
}

Enveloped read_envelope(fs::path const& file) {
  auto const header = bytes_of(file);
  auto const lines = lines_of(header);
  auto const value = [&](char const* key) {
    auto const line = lines.find(key);
    return line == lines.end() ? std::string() : line->second;
  };
  require_readable(file, value("format"));
  std::error_code error;
  auto const size = fs::file_size(file, error);
  auto const length = number_in(value("length"));
  if (error || size < envelope_size || length != size - envelope_size) decline_damaged(file);
  Enveloped content{value("physics"), std::string(length, '\0')};
  std::ifstream in(file, std::ios::binary);
  in.seekg(envelope_size);
  in.read(content.payload.data(), static_cast<std::streamsize>(length));
  if (!in) decline(file, "cannot be read (" + reason(errno) + "). Use a copy, or start anew.");
  if (header != header_of(value("format"), content)) decline_damaged(file);
  return content;
}

} // namespace nnft::store

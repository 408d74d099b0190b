#include "nnft/store/seal.hpp"

#include "nnft/core/hash.hpp"
#include "nnft/store/checksum.hpp"
#include "nnft/store/format_error.hpp"

#include <cerrno>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace nnft::store {
namespace {

constexpr std::string_view first_line = "nnft-result\n";

std::string seal_of(std::filesystem::path const& file) {
  std::string text(first_line);
  text += "seal 1\nlength " + std::to_string(std::filesystem::file_size(file)) + "\ncrc64 " +
          hexadecimal(crc64_of_file(file, seal_size)) + "\n";
  text.resize(seal_size, '\0');
  return text;
}

[[noreturn]] void decline(std::filesystem::path const& file, std::string const& why) {
  throw FormatError(file.string() + ": " + why);
}

std::string reason(int code) {
  return std::generic_category().message(code);
}

} // namespace

void write_seal(std::filesystem::path const& file) {
  auto const seal = seal_of(file);
  std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
  out.write(seal.data(), static_cast<std::streamsize>(seal.size()));
  out.close();
  if (!out) throw std::system_error(errno, std::generic_category(), file.string());
}

void require_seal(std::filesystem::path const& file) {
  std::error_code error;
  auto const status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status))
    decline(file, "cannot be read (" + reason(ENOENT) + "). Check the path.");
  if (!std::filesystem::is_regular_file(status))
    decline(file, "cannot be read (it is no regular file). Check the path.");
  std::ifstream in(file, std::ios::binary);
  if (!in) decline(file, "cannot be read (" + reason(errno) + "). Check its permissions.");
  std::string found(seal_size, '\0');
  in.read(found.data(), static_cast<std::streamsize>(found.size()));
  if (std::filesystem::file_size(file) == 0)
    decline(file,
            "is not a result of nnft (it is empty). Check the path, or replace it with --fresh.");
  if (!found.starts_with(first_line))
    decline(file, "is not a result of nnft (it does not begin like one). Check the path.");
  try {
    if (found == seal_of(file)) return;
  } catch (std::system_error const& e) {
    decline(file, "cannot be read (" + e.code().message() + "). Use a copy, or run again.");
  }
  decline(file, "is damaged (it is not what was written: truncated or changed). "
                "Use a copy, or replace it with --fresh.");
}

void require_own_result(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  std::string begin(first_line.size(), '\0');
  in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(in.gcount()));
  if (!first_line.starts_with(begin))
    decline(file, "is not a result of nnft (it does not begin like one). Choose another -o.");
}

} // namespace nnft::store

#include "nnft/config/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace nnft::config {

TextFile load_text(std::filesystem::path const& file) {
  constexpr std::size_t largest = std::size_t{1} << 24U;
  std::error_code error;
  auto const status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status))
    return {"", error ? error.message() : "No such file or directory"};
  if (std::filesystem::is_directory(status)) return {"", "is a folder"};
  if (std::filesystem::is_fifo(status)) return {"", "is a pipe"}; // it might never end
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return {"", std::strerror(errno)};
  TextFile result;
  for (char c = 0; result.text.size() <= largest && stream.get(c);)
    result.text += c;
  if (stream.bad()) return {"", "reading failed"};
  if (result.text.size() > largest) return {"", "is larger than 16 MiB"};
  return result;
}

} // namespace nnft::config

#include "nnft/store/checksum.hpp"

#include <array>
#include <bit>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

namespace nnft::store {
namespace {

//! Adds values in a form from which they could be read back, so that different trees have different
//! texts: every list begins with its length, every choice with its number.
class Checksum {
 public:
  void bytes(void const* data, std::size_t size) {
    crc_.add({static_cast<char const*>(data), size});
  }
  void number(std::uint64_t value) { bytes(&value, sizeof value); }
  [[nodiscard]] std::uint64_t value() const { return crc_.value(); }

  void add(std::string_view text) {
    number(text.size());
    bytes(text.data(), text.size());
  }
  void add(std::string const& text) { add(std::string_view(text)); }
  void add(std::int64_t value) { bytes(&value, sizeof value); }
  void add(double value) { number(std::bit_cast<std::uint64_t>(value)); }
  template <class T> void add(std::vector<T> const& values) {
    number(values.size());
    if constexpr (std::is_arithmetic_v<T>)
      bytes(values.data(), values.size() * sizeof(T));
    else
      for (auto const& value : values)
        add(value);
  }
  template <class... T> void add(std::variant<T...> const& choice) {
    number(choice.index());
    std::visit([this](auto const& value) { add(value); }, choice);
  }
  void add(Attributes const& attributes) {
    number(attributes.size());
    for (auto const& [name, value] : attributes) {
      add(name);
      add(value);
    }
  }

 private:
  Crc64 crc_;
};

} // namespace

std::uint64_t crc64_of_file(std::filesystem::path const& file, std::uint64_t offset) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(offset));
  Checksum sum;
  std::vector<char> buffer(std::size_t{1} << 18);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
    sum.bytes(buffer.data(), static_cast<std::size_t>(in.gcount()));
  if (!in.eof() || in.bad()) throw std::system_error(errno, std::generic_category(), file.string());
  return sum.value();
}

std::uint64_t checksum_of(Attributes const& attributes) {
  Checksum sum;
  sum.add(attributes);
  return sum.value();
}

std::uint64_t checksum_of(result::Dataset const& dataset) {
  Checksum sum;
  sum.add(dataset.shape);
  sum.add(dataset.values);
  sum.add(dataset.description);
  sum.add(dataset.attributes);
  return sum.value();
}

} // namespace nnft::store

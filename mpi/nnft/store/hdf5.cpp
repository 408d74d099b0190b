#include "nnft/store/hdf5.hpp"

#include <array>
#include <mutex>
#include <utility>

namespace nnft::store {
namespace {

herr_t take_first(unsigned n, H5E_error2_t const* error, void* text) {
  if (n == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

} // namespace

void silence_hdf5() {
  static std::once_flag once;
  std::call_once(once, [] { check(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr), "H5Eset_auto2"); });
}

void throw_hdf5_error(char const* call) {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &text); // upward: the innermost comes first
  H5Eclear2(H5E_DEFAULT);
  throw Hdf5Error(std::string(call) + ": " + (text.empty() ? "failed" : text));
}

Handle::~Handle() {
  if (id_ >= 0) close_(id_);
}

Handle::Handle(Handle&& other) noexcept
    : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}

Handle& Handle::operator=(Handle&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(close_, other.close_);
  return *this;
}

void Handle::close(char const* call) {
  if (id_ >= 0) check(close_(std::exchange(id_, H5I_INVALID_HID)), call);
}

Handle property_list(hid_t list_class) {
  return {H5Pcreate(list_class), H5Pclose, "H5Pcreate"};
}

Handle simple_space(std::vector<std::uint64_t> const& shape) {
  std::vector<hsize_t> const dims(shape.begin(), shape.end());
  return {H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr), H5Sclose,
          "H5Screate_simple"};
}

Handle open_to_read(std::string const& file) {
  auto const access = property_list(H5P_FILE_ACCESS);
  check(H5Pset_fapl_sec2(access.id()), "H5Pset_fapl_sec2");
  check(H5Pset_file_locking(access.id(), false, true), "H5Pset_file_locking");
  return {H5Fopen(file.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose, "H5Fopen"};
}

hid_t memory_type(std::size_t alternative) {
  std::array<hid_t, 4> const types{H5T_NATIVE_DOUBLE, H5T_NATIVE_INT64, H5T_NATIVE_INT32,
                                   H5T_NATIVE_UINT8};
  return types.at(alternative);
}

hid_t file_type(std::size_t alternative) {
  std::array<hid_t, 4> const types{H5T_IEEE_F64LE, H5T_STD_I64LE, H5T_STD_I32LE, H5T_STD_U8LE};
  return types.at(alternative);
}

} // namespace nnft::store

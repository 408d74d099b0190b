#pragma once
#include "nnft/result/record.hpp"

#include <hdf5.h>

#include <concepts>
#include <stdexcept>
#include <string>

// Inside of the store only: no public header includes this one.
namespace nnft::store {

//! A call of HDF5 failed. Text: "<call>: <the innermost message of HDF5's error stack>".
class Hdf5Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

//! Switches off that HDF5 prints errors by itself. Every door into the store calls it first.
void silence_hdf5();

//! Throws Hdf5Error with what the error stack says.
[[noreturn]] void throw_hdf5_error(char const* call);

//! The one place that looks at a status, an id or a size: negative values throw Hdf5Error.
template <std::signed_integral T> T check(T status, char const* call) {
  if (status < 0) throw_hdf5_error(call);
  return status;
}

//! Owns an id of HDF5.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle() = default;
  //! Throws Hdf5Error if the id says that `call` failed.
  Handle(hid_t id, Close close, char const* call) : id_(check(id, call)), close_(close) {}
  ~Handle();
  Handle(Handle const&) = delete;
  Handle& operator=(Handle const&) = delete;
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;

  [[nodiscard]] hid_t id() const { return id_; }
  //! Closes now and throws Hdf5Error if that fails: for files, whose last bytes go out then.
  void close(char const* call);
  //! Forgets the id without closing it.
  void abandon() noexcept { id_ = H5I_INVALID_HID; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

//! A property list of a class such as H5P_FILE_ACCESS.
[[nodiscard]] Handle property_list(hid_t list_class);
//! A data space of that shape.
[[nodiscard]] Handle simple_space(std::vector<std::uint64_t> const& shape);
//! Opens a file of ours for reading by this process alone. No lock is taken: files of ours are
//! replaced, never changed.
[[nodiscard]] Handle open_to_read(std::string const& file);

//! Type in memory of the alternatives of result::Dataset::Values, by index.
[[nodiscard]] hid_t memory_type(std::size_t alternative);
//! Type in the file: the same, little-endian on every machine.
[[nodiscard]] hid_t file_type(std::size_t alternative);

} // namespace nnft::store

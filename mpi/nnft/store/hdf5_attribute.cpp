#include "nnft/store/hdf5_attribute.hpp"

#include <type_traits>
#include <vector>

namespace nnft::store {
namespace {

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "H5Tcopy");
  check(H5Tset_size(type.id(), H5T_VARIABLE), "H5Tset_size");
  check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "H5Tset_cset");
  return type;
}

template <class T> hid_t number_type() {
  return std::is_same_v<T, double> ? memory_type(0) : memory_type(1);
}
template <class T> hid_t number_file_type() {
  return std::is_same_v<T, double> ? file_type(0) : file_type(1);
}

//! An attribute in the making: where it goes and what it is called.
struct Place {
  hid_t object;
  std::string const& name;

  //! \param data nullptr for an empty list
  void write(Handle const& space, hid_t stored, hid_t given, void const* data) const {
    Handle const attribute(
        H5Acreate2(object, name.c_str(), stored, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
        "H5Acreate2");
    if (data != nullptr) check(H5Awrite(attribute.id(), given, data), "H5Awrite");
  }

  void operator()(std::string const& text) const {
    auto const type = text_type();
    char const* const start = text.c_str();
    write({H5Screate(H5S_SCALAR), H5Sclose, "H5Screate"}, type.id(), type.id(), &start);
  }
  void operator()(std::vector<std::string> const& texts) const {
    auto const type = text_type();
    std::vector<char const*> starts;
    starts.reserve(texts.size());
    for (auto const& text : texts)
      starts.push_back(text.c_str());
    write(simple_space({texts.size()}), type.id(), type.id(), starts.data());
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(T number) const {
    write({H5Screate(H5S_SCALAR), H5Sclose, "H5Screate"}, number_file_type<T>(), number_type<T>(),
          &number);
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(std::vector<T> const& numbers) const {
    write(simple_space({numbers.size()}), number_file_type<T>(), number_type<T>(), numbers.data());
  }
};

std::vector<std::string> read_texts(hid_t attribute, hid_t space, std::size_t count) {
  auto const type = text_type();
  if (count == 0) return {};
  std::vector<char*> starts(count, nullptr);
  check(H5Aread(attribute, type.id(), starts.data()), "H5Aread");
  std::vector<std::string> texts;
  texts.reserve(count);
  for (char const* start : starts)
    texts.emplace_back(start == nullptr ? "" : start);
  check(H5Dvlen_reclaim(type.id(), space, H5P_DEFAULT, starts.data()), "H5Dvlen_reclaim");
  return texts;
}

template <class T> std::vector<T> read_numbers(hid_t attribute, std::size_t count) {
  std::vector<T> numbers(count);
  if (count == 0) return numbers;
  check(H5Aread(attribute, number_type<T>(), numbers.data()), "H5Aread");
  return numbers;
}

//! A list, or its only element where the data space is a scalar.
template <class T> result::Attribute listed(std::vector<T> values, bool scalar) {
  if (scalar) return std::move(values.at(0));
  return values;
}

result::Attribute read_attribute(hid_t object, std::string const& name, std::uint64_t largest) {
  Handle const attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, "H5Aopen");
  Handle const space(H5Aget_space(attribute.id()), H5Sclose, "H5Aget_space");
  Handle const type(H5Aget_type(attribute.id()), H5Tclose, "H5Aget_type");
  auto const count =
      check(H5Sget_simple_extent_npoints(space.id()), "H5Sget_simple_extent_npoints");
  int const rank = check(H5Sget_simple_extent_ndims(space.id()), "H5Sget_simple_extent_ndims");
  bool const scalar = rank == 0;
  auto const n = static_cast<std::size_t>(count);
  if (rank > 1 || n > largest / sizeof(double) || (scalar && n != 1))
    throw Hdf5Error("attribute " + name + ": its shape is not one that nnft writes");
  if (check(H5Tequal(type.id(), file_type(0)), "H5Tequal") > 0)
    return listed(read_numbers<double>(attribute.id(), n), scalar);
  if (check(H5Tequal(type.id(), file_type(1)), "H5Tequal") > 0)
    return listed(read_numbers<std::int64_t>(attribute.id(), n), scalar);
  if (check(H5Tis_variable_str(type.id()), "H5Tis_variable_str") > 0)
    return listed(read_texts(attribute.id(), space.id(), n), scalar);
  throw Hdf5Error("attribute " + name + ": its type is not one that nnft writes");
}

herr_t note_name(hid_t /*object*/, char const* name, H5A_info_t const* /*info*/, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

} // namespace

void write_attribute(hid_t object, std::string const& name, result::Attribute const& value) {
  std::visit(Place{object, name}, value);
}

Attributes read_attributes(hid_t object, std::uint64_t largest) {
  std::vector<std::string> names;
  check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, note_name, &names), "H5Aiterate2");
  Attributes attributes;
  for (auto const& name : names)
    attributes[name] = read_attribute(object, name, largest);
  return attributes;
}

} // namespace nnft::store

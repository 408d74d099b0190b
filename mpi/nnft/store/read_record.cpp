#include "nnft/store/read_record.hpp"

#include "nnft/store/hdf5_attribute.hpp"
#include "nnft/store/read_part.hpp"
#include "nnft/store/seal.hpp"

#include <new>
#include <utility>
#include <vector>

namespace nnft::store {
namespace {

constexpr int deepest_group = 32;

std::string in_file(std::string const& path) {
  return "/" + path;
}

struct Child {
  std::string name;
  bool is_group = false;
};

herr_t note_child(hid_t group, char const* name, H5L_info_t const* info, void* children) {
  if (info->type != H5L_TYPE_HARD) return -1;
  H5O_info_t object;
  if (H5Oget_info_by_name2(group, name, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0) return -1;
  if (object.type != H5O_TYPE_GROUP && object.type != H5O_TYPE_DATASET) return -1;
  static_cast<std::vector<Child>*>(children)->push_back({name, object.type == H5O_TYPE_GROUP});
  return 0;
}

std::size_t alternative_of(Handle const& type, std::string const& path) {
  for (std::size_t i = 0; i < std::variant_size_v<result::Dataset::Values>; ++i)
    if (check(H5Tequal(type.id(), file_type(i)), "H5Tequal") > 0) return i;
  throw Hdf5Error(path + ": its type is not one that nnft writes");
}

result::Dataset::Values no_values(std::size_t alternative, std::size_t count) {
  switch (alternative) {
  case 0:
    return std::vector<double>(count);
  case 1:
    return std::vector<std::int64_t>(count);
  case 2:
    return std::vector<std::int32_t>(count);
  default:
    return std::vector<std::uint8_t>(count);
  }
}

result::Group read_group(hid_t file, std::string const& path, std::uint64_t largest, int depth) {
  if (depth > deepest_group) throw Hdf5Error(path + ": groups are nested too deep");
  result::Group group;
  group.attributes = read_group_attributes(file, path, largest);
  std::vector<Child> children;
  check(H5Literate_by_name(file, in_file(path).c_str(), H5_INDEX_NAME, H5_ITER_INC, nullptr,
                           note_child, &children, H5P_DEFAULT),
        "H5Literate_by_name");
  for (auto const& child : children) {
    auto const below = path.empty() ? child.name : path + "/" + child.name;
    if (child.is_group)
      group.groups[child.name] = read_group(file, below, largest, depth + 1);
    else
      group.datasets[child.name] = read_dataset(file, below, largest);
  }
  return group;
}

void require_readable(std::filesystem::path const& file, Attributes const& root) {
  auto const type = root.find("filetype");
  if (type == root.end() || type->second != result::Attribute(std::string(result_filetype)))
    throw FormatError(file.string() + ": is not a result of nnft (its attribute filetype is not "
                                      "\"nnft-result\"). Check the path.");
  auto const entry = root.find("format_version");
  auto const* version =
      entry == root.end() ? nullptr : std::get_if<std::vector<std::int64_t>>(&entry->second);
  if (version == nullptr || version->size() != 2)
    throw FormatError(file.string() + ": has no format_version (two integers are needed). "
                                      "Write it again with nnft.");
  if ((*version)[0] != result_major)
    throw FormatError(file.string() + ": results format " + std::to_string((*version)[0]) + "." +
                      std::to_string((*version)[1]) + " (this program reads " +
                      std::to_string(result_major) + ".x). Use the release that wrote it.");
}

} // namespace

std::uint64_t largest_object(std::uint64_t file_size) {
  constexpr std::uint64_t expansion = 1100;
  return file_size < UINT64_MAX / expansion ? file_size * expansion : UINT64_MAX;
}

Attributes read_group_attributes(hid_t file, std::string const& path, std::uint64_t largest) {
  Handle const group(H5Gopen2(file, in_file(path).c_str(), H5P_DEFAULT), H5Gclose, "H5Gopen2");
  return read_attributes(group.id(), largest);
}

result::Dataset read_dataset(hid_t file, std::string const& path, std::uint64_t largest) {
  Handle const dataset(H5Dopen2(file, in_file(path).c_str(), H5P_DEFAULT), H5Dclose, "H5Dopen2");
  Handle const space(H5Dget_space(dataset.id()), H5Sclose, "H5Dget_space");
  Handle const type(H5Dget_type(dataset.id()), H5Tclose, "H5Dget_type");
  auto const alternative = alternative_of(type, path);
  int const rank = check(H5Sget_simple_extent_ndims(space.id()), "H5Sget_simple_extent_ndims");
  std::vector<hsize_t> dims(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space.id(), dims.data(), nullptr), "H5Sget_simple_extent_dims");
  auto const count = static_cast<std::uint64_t>(
      check(H5Sget_simple_extent_npoints(space.id()), "H5Sget_simple_extent_npoints"));
  if (rank == 0 || count > largest / sizeof(double))
    throw Hdf5Error(path + ": its shape is not one that nnft writes");

  result::Dataset result;
  result.shape.assign(dims.begin(), dims.end());
  result.values = no_values(alternative, count);
  if (count > 0)
    std::visit(
        [&](auto& values) {
          check(H5Dread(dataset.id(), memory_type(alternative), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                        values.data()),
                "H5Dread");
        },
        result.values);
  result.attributes = read_attributes(dataset.id(), largest);
  auto description = result.attributes.extract("description");
  if (description.empty() || !std::holds_alternative<std::string>(description.mapped()))
    throw Hdf5Error(path + ": has no description");
  result.description = std::get<std::string>(std::move(description.mapped()));
  return result;
}

result::Group read_record(std::filesystem::path const& file) {
  silence_hdf5();
  require_seal(file);
  auto const damaged = [&](char const* why) {
    return FormatError(file.string() + ": is damaged (" + why + "). Use a copy, or run again.");
  };
  try {
    auto const open = open_to_read(file.string());
    auto const largest = largest_object(std::filesystem::file_size(file));
    require_readable(file, read_group_attributes(open.id(), "", largest));
    return read_group(open.id(), "", largest, 0);
  } catch (Hdf5Error const& e) {
    throw damaged(e.what());
  } catch (std::bad_alloc const&) {
    throw damaged("it asks for more memory than there is");
  } catch (std::filesystem::filesystem_error const& e) {
    throw damaged(e.code().message().c_str());
  }
}

} // namespace nnft::store

#include "nnft/store/skeleton.hpp"

#include "nnft/core/error.hpp"
#include "nnft/mpi/broadcast_object.hpp"

#include <boost/serialization/map.hpp>
#include <boost/serialization/split_free.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>

#include <variant>

namespace boost::serialization {

//! Makes the alternative of that number, if there is one.
template <std::size_t i = 0, class... T>
void emplace_alternative(std::variant<T...>& choice, std::size_t index) {
  if (index == i)
    choice.template emplace<i>();
  else if constexpr (i + 1 < sizeof...(T))
    emplace_alternative<i + 1>(choice, index);
}

template <class Archive, class... T>
void save(Archive& archive, std::variant<T...> const& choice, unsigned /*version*/) {
  std::size_t const index = choice.index();
  archive << index;
  std::visit([&](auto const& value) { archive << value; }, choice);
}
template <class Archive, class... T>
void load(Archive& archive, std::variant<T...>& choice, unsigned /*version*/) {
  std::size_t index = 0;
  archive >> index;
  emplace_alternative(choice, index);
  std::visit([&](auto& value) { archive >> value; }, choice);
}
template <class Archive, class... T>
void serialize(Archive& archive, std::variant<T...>& choice, unsigned version) {
  split_free(archive, choice, version);
}

template <class Archive>
void serialize(Archive& archive, nnft::result::Dataset& dataset, unsigned /*version*/) {
  auto& [shape, values, description, attributes] = dataset;
  archive& shape& values& description& attributes;
}

template <class Archive>
void serialize(Archive& archive, nnft::store::Skeleton::GroupEntry& entry, unsigned /*version*/) {
  auto& [path, attributes, checksum] = entry;
  archive& path& attributes& checksum;
}

template <class Archive>
void serialize(Archive& archive, nnft::store::Skeleton::DatasetEntry& entry, unsigned /*version*/) {
  auto& [path, sketch, checksum] = entry;
  archive& path& sketch& checksum;
}

template <class Archive>
void serialize(Archive& archive, nnft::store::Skeleton& skeleton, unsigned /*version*/) {
  auto& [groups, datasets] = skeleton;
  archive& groups& datasets;
}

} // namespace boost::serialization

namespace nnft::store {
namespace {

[[noreturn]] void refuse(std::string const& path, std::string const& why) {
  throw ContractViolation("record: " + path + ": " + why);
}

bool has_nul(std::string const& text) {
  return text.find('\0') != std::string::npos;
}

std::string joined(std::string const& parent, std::string const& name) {
  if (name.empty() || name == "." || name.find('/') != std::string::npos || has_nul(name))
    refuse(parent, "\"" + name + "\" cannot be a name");
  return parent.empty() ? name : parent + "/" + name;
}

void require_writable_attributes(std::string const& path, Attributes const& attributes) {
  for (auto const& [name, value] : attributes) {
    if (name.empty() || has_nul(name)) refuse(path, "an attribute has no usable name");
    auto const* text = std::get_if<std::string>(&value);
    auto const* texts = std::get_if<std::vector<std::string>>(&value);
    bool nul = text != nullptr && has_nul(*text);
    if (texts != nullptr)
      for (auto const& entry : *texts)
        nul = nul || has_nul(entry);
    if (nul) refuse(path, "attribute " + name + " has a NUL inside");
  }
}

void require_writable_dataset(std::string const& path, result::Dataset const& dataset) {
  if (dataset.shape.empty() || dataset.shape.size() > 32) refuse(path, "needs 1 to 32 dimensions");
  std::uint64_t count = 1;
  for (auto const length : dataset.shape)
    if (__builtin_mul_overflow(count, length, &count)) refuse(path, "is too large");
  if (std::visit([](auto const& values) { return values.size(); }, dataset.values) != count)
    refuse(path, "does not have as many values as its shape says");
  if (dataset.attributes.contains("description")) refuse(path, "has two descriptions");
  if (has_nul(dataset.description)) refuse(path, "its description has a NUL inside");
  require_writable_attributes(path, dataset.attributes);
}

result::Dataset sketch_of(result::Dataset const& dataset) {
  result::Dataset sketch{dataset.shape, {}, dataset.description, dataset.attributes};
  std::visit([&](auto const& values) { sketch.values = std::decay_t<decltype(values)>(); },
             dataset.values);
  return sketch;
}

void add_group(Skeleton& skeleton, std::string const& path, result::Group const& group) {
  require_writable_attributes(path, group.attributes);
  skeleton.groups.push_back({path, group.attributes, checksum_of(group.attributes)});
  for (auto const& [name, dataset] : group.datasets) {
    auto const below = joined(path, name);
    if (group.groups.contains(name)) refuse(below, "is a group and a dataset");
    require_writable_dataset(below, dataset);
    skeleton.datasets.push_back({below, sketch_of(dataset), checksum_of(dataset)});
  }
  for (auto const& [name, child] : group.groups)
    add_group(skeleton, joined(path, name), child);
}

} // namespace

Skeleton skeleton_of(result::Group const& record) {
  Skeleton skeleton;
  add_group(skeleton, "", record);
  return skeleton;
}

void broadcast_skeleton(mpi::Communicator const& team, Skeleton& skeleton) {
  mpi::broadcast_object(team, skeleton);
}

} // namespace nnft::store

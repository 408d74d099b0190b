#include "nnft/store/checkpoint.hpp"

#include "nnft/core/hash.hpp"
#include "nnft/mpi/serialize_sums.hpp"
#include "nnft/store/commit.hpp"

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/string.hpp>

#include <fstream>
#include <sstream>
#include <utility>

// A binary archive: a checkpoint lives as long as its run and is read by the program that wrote it
// or a later one on a machine of the same kind, and text would take five times the space and the
// time that a stop has. What a binary archive does not notice, the envelope does.
namespace boost::serialization {

template <class Archive>
void serialize(Archive& archive, nnft::store::Checkpoint& checkpoint, unsigned /*version*/) {
  auto& [physics, config, networks, replaces, members] = checkpoint;
  archive& physics& config& networks& replaces& members;
}

} // namespace boost::serialization

namespace nnft::store {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void decline(fs::path const& file, std::string const& why) {
  throw FormatError(file.string() + ": is damaged (" + why +
                    "). Use a copy, or start anew with --fresh.");
}

} // namespace

fs::path checkpoint_of(fs::path const& result) {
  auto file = result;
  return file += ".checkpoint";
}

fs::path previous_of(fs::path const& checkpoint) {
  auto file = checkpoint;
  return file += ".previous";
}

void write_checkpoint(fs::path const& file, Checkpoint const& checkpoint, Older older) {
  std::ostringstream out;
  boost::archive::binary_oarchive(out) << checkpoint;
  write_file(file, enveloped({hexadecimal(hash64(checkpoint.physics)), std::move(out).str()}),
             older == Older::is_dropped ? fs::path() : previous_of(file));
}

Checkpoint read_checkpoint(fs::path const& file) {
  auto content = read_envelope(file);
  Checkpoint checkpoint;
  try {
    std::istringstream in(std::move(content.payload));
    boost::archive::binary_iarchive(in) >> checkpoint;
    if (in.peek() != std::istringstream::traits_type::eof()) decline(file, "it is too long");
  } catch (FormatError const&) {
    throw;
  } catch (std::exception const& e) { // of the archive, or of contents that make no sense
    decline(file, e.what());
  }
  if (hexadecimal(hash64(checkpoint.physics)) != content.physics_hash)
    decline(file, "its physics is not that of its head");
  return checkpoint;
}

FoundCheckpoint find_checkpoint(fs::path const& file) {
  auto const previous = previous_of(file);
  bool const has_previous = fs::exists(previous);
  if (!fs::exists(file)) {
    if (!has_previous) return {};
    return {read_checkpoint(previous), previous,
            file.string() + " is missing; the one before it is used: " + previous.string()};
  }
  std::string why;
  try {
    return {read_checkpoint(file), file, {}};
  } catch (FormatError const& e) {
    if (!has_previous) throw;
    why = e.what();
  }
  try {
    return {read_checkpoint(previous), previous,
            why + " The one before it is used: " + previous.string()};
  } catch (FormatError const& e) {
    throw FormatError(why + " The one before it cannot be used either: " + e.what());
  }
}

void require_own_checkpoint(fs::path const& file) {
  for (auto const& name : {file, previous_of(file)}) {
    std::ifstream in(name, std::ios::binary);
    std::string begin(checkpoint_filetype.size(), '\0');
    in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    begin.resize(static_cast<std::size_t>(in.gcount()));
    if (!checkpoint_filetype.starts_with(begin))
      throw FormatError(name.string() + ": is no checkpoint of nnft (it does not begin like one). "
                                        "Move it away, or choose another -o.");
  }
}

void remove_checkpoint(fs::path const& file) {
  remove_file(file);
  remove_file(previous_of(file));
}

} // namespace nnft::store

#pragma once
#include "nnft/moments/collected_sums.hpp"
#include "nnft/store/envelope.hpp"
#include "nnft/store/format_error.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace nnft::store {

//! Whether the run may take the place of an older result of other physics (--fresh).
enum class Replaces : std::uint8_t { nothing, older_result };

//! An unfinished run: what its next start needs, whatever the number of its ranks.
struct Checkpoint {
  std::string physics;       //!< text, see config/plan_text.hpp
  std::string config;        //!< resolved configuration as TOML
  std::int64_t networks = 0; //!< of each ensemble and experiment that it was sampling for
  Replaces replaces = Replaces::nothing;
  std::vector<CollectedSums> members;

  bool operator==(Checkpoint const&) const = default;
};

//! "<result>.checkpoint", and the one before it.
[[nodiscard]] std::filesystem::path checkpoint_of(std::filesystem::path const& result);
[[nodiscard]] std::filesystem::path previous_of(std::filesystem::path const& checkpoint);

//! What becomes of the checkpoint that is there. One that is damaged must not take the place of the
//! one before it, which would then be lost.
enum class Older : std::uint8_t { becomes_previous, is_dropped };

//! Writes a checkpoint from the calling process. Throws std::system_error if it cannot; what was
//! there is then still there.
void write_checkpoint(std::filesystem::path const& file, Checkpoint const& checkpoint,
                      Older older = Older::becomes_previous);

//! Throws FormatError for a file that is not exactly what was written (see read_envelope), or whose
//! contents contradict themselves.
[[nodiscard]] Checkpoint read_checkpoint(std::filesystem::path const& file);

//! The newest checkpoint that is whole.
struct FoundCheckpoint {
  std::optional<Checkpoint> checkpoint; //!< nothing: there is no file
  std::filesystem::path file;           //!< where it was read
  std::string warning;                  //!< why it is not the newest; empty if it is
};

//! Looks for a checkpoint and, where that is missing or damaged, for the one before it. Throws
//! FormatError where there are files, but none of them can be used.
[[nodiscard]] FoundCheckpoint find_checkpoint(std::filesystem::path const& file);

//! Throws FormatError if one of the two names is that of a file that does not begin like a
//! checkpoint: it is somebody's, and not to be removed.
void require_own_checkpoint(std::filesystem::path const& file);

//! Removes a checkpoint and the one before it.
void remove_checkpoint(std::filesystem::path const& file);

} // namespace nnft::store

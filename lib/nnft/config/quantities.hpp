#pragma once
#include <cstdint>
#include <string>
#include <string_view>

//! Quantities as people write them. Every function throws InvalidInput
//! "<subject> = "<text>" (<why>). <what to do>."; the subject is the name of the key or option.
namespace nnft {

//! A whole number in [0, 2^63): "4", "1_000_000", "1e9", "1.5e6", "2^20". Computed in integers, so
//! no digit is lost: "9007199254740993" is that number.
[[nodiscard]] std::int64_t parse_count(std::string_view text, std::string_view subject);

//! A time > 0 in seconds: "90", "1.5", "90s", "5m", "1h30m", "2d", "01:30:00", "1-12:00:00" (days,
//! as SLURM writes them). At most 1e9.
[[nodiscard]] double parse_duration(std::string_view text, std::string_view subject);

//! An amount of memory > 0 in bytes: "8GiB", "500 MB", "1.5 TB", "8G", "4096". kB, MB, GB, TB are
//! powers of 1000; KiB, MiB, GiB, TiB and K, M, G, T powers of 1024; upper and lower case alike.
[[nodiscard]] std::int64_t parse_bytes(std::string_view text, std::string_view subject);

//! "8 GiB", "1.5 MiB", "512 B": for messages.
[[nodiscard]] std::string shown_bytes(double bytes);

} // namespace nnft

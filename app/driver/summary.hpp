#pragma once
#include "console.hpp"
#include "nnft/result/record.hpp"

namespace nnft::app {

//! Tables of a result for the eye: agreement with exact theory, couplings, slopes, falloff.
void print_summary(result::Group const& root, Console const& console);

} // namespace nnft::app

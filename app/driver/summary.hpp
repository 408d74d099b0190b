#pragma once
#include "nnft/result/record.hpp"

#include "console.hpp"

namespace nnft::app {

//! Tables of a result for the eye: agreement with exact theory, couplings, slopes, falloff.
void print_summary(result::Group const& root, Console const& console);

} // namespace nnft::app

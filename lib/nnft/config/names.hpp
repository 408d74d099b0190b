#pragma once
#include "nnft/config/document.hpp"

namespace nnft::config {

//! Refuses the first key or table that no configuration has, with the nearest name that it has.
void refuse_unknown_names(Table const& root);

} // namespace nnft::config

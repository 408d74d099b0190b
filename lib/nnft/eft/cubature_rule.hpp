#pragma once

namespace nnft::eft {

//! Numbers of Gauss-Legendre nodes along t and v of a cell (shell_cubature.hpp), and when to
//! believe them.
struct CubatureRule {
  int coarse_t, fine_t, coarse_v, fine_v;
  //! A cell is accepted where |fine - coarse| is below this part of the bound of the whole shell.
  double tolerance;
};

} // namespace nnft::eft

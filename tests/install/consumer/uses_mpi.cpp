#include "nnft/mpi/session.hpp"
#include "nnft/result/record.hpp"
#include "nnft/store/write_record.hpp"

#include <cstdint>
#include <iostream>
#include <vector>

// A team of one writes a result file with one attribute.
int main(int argc, char** argv) {
  nnft::mpi::Session const session(argc, argv);
  if (argc != 2) return 1;
  nnft::result::Group record;
  record.attributes["filetype"] = std::string("nnft-result");
  record.attributes["format_version"] = std::vector<std::int64_t>{1, 0};
  nnft::store::write_record(session.world(), argv[1], record);
  std::cout << session.world().size() << '\n';
}

#!/usr/bin/env python3
"""Plants wrong includes into a small tree and sees that check_includes.py finds each, and nothing in a right one."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).with_name("check_includes.py")
RIGHT = {
    "lib/nnft/core/id.hpp": "#include <cstdint>\n",
    "lib/nnft/moments/layout.hpp": '#include "nnft/core/id.hpp"\n',
    "lib/nnft/theory/kernel.hpp": '#include "nnft/moments/layout.hpp"\n#include <Eigen/Core>\n',
    "lib/nnft/sampling/block_plan.hpp": '#include "nnft/core/id.hpp"\n',
    "lib/nnft/config/read_plan.cpp": '#include "nnft/sampling/block_plan.hpp"\n#include <toml++/toml.h>\n',
    "mpi/nnft/store/file.cpp": '#include "nnft/mpi/session.hpp"\n#include "nnft/core/id.hpp"\n#include <hdf5.h>\n',
    "mpi/nnft/mpi/session.hpp": "#include <mpi.h>\n",
    "tests/support/nnft_test/team.hpp": '#include "nnft/core/id.hpp"\n',
    "tests/unit/core/id_test.cpp": '#include "nnft_test/team.hpp"\n#include <gtest/gtest.h>\n',
}
WRONG = {  # file -> its one line, which must be found
    "lib/nnft/core/hash.cpp": '#include "nnft/random/stream.hpp"',
    "lib/nnft/moments/wrong.hpp": '#include "nnft/ensemble/architecture.hpp"',
    "lib/nnft/ensemble/wrong.hpp": '#include "nnft/moments/layout.hpp"',
    "lib/nnft/theory/wrong.cpp": '#include "nnft/eft/fit.hpp"',
    "lib/nnft/analysis/wrong.cpp": '#include "nnft/sampling/sampler.hpp"',
    "lib/nnft/result/wrong.cpp": '  # include "nnft/theory/kernel.hpp"',
    "lib/nnft/config/wrong.cpp": '#include "nnft/sampling/sampler.hpp"',
    "lib/nnft/eft/wrong.cpp": "#include <mpi.h>",
    "lib/nnft/random/wrong.cpp": "#include <hdf5.h>",
    "lib/nnft/sampling/wrong.cpp": "#include <CLI/CLI.hpp>",
    "lib/nnft/theory/wrong_toml.cpp": "#include <toml++/toml.h>",
    "lib/nnft/theory/wrong_mpi.cpp": '#include "nnft/mpi/session.hpp"',
    "lib/nnft/unknown/wrong.cpp": "#include <cstdint>",
    "mpi/nnft/mpi/wrong.cpp": '#include "nnft/store/file.hpp"',
    "mpi/nnft/store/wrong.cpp": '#include "driver/run.hpp"',
    "tests/support/nnft_test/wrong.hpp": '#include "nnft/mpi/session.hpp"',
    "tests/unit/core/wrong_test.cpp": "#include <mpi.h>",
}


def check(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout


class Directions(unittest.TestCase):
    def test_a_right_tree_passes(self):
        status, output = check(RIGHT)
        self.assertEqual(status, 0, output)

    def test_each_planted_include_is_found(self):
        for name, line in WRONG.items():
            with self.subTest(name):
                status, output = check({**RIGHT, name: line + "\n"})
                self.assertEqual(status, 1, output)
                self.assertEqual(len(output.splitlines()), 1, output)
                self.assertTrue(output.startswith(f"{name}:1:"), output)

    def test_a_circle_is_found(self):
        status, output = check({**RIGHT, "lib/nnft/core/a.hpp": '#include "nnft/core/b.hpp"\n',
                                "lib/nnft/core/b.hpp": '#include "nnft/core/a.hpp"\n'})
        self.assertEqual(status, 1)
        self.assertIn("a circle", output)


if __name__ == "__main__":
    unittest.main()

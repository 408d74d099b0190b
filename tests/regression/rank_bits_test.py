"""Results do not depend on the number of ranks, to the last bit."""
import sys

from nnft_run import config, digest, main, run, same_by_h5diff

CASES = {
    "erf conditional": config(networks=7013, experiments=3, orders=(2, 4, 6), seed=5),
    "relu direct": config("relu", points=((0.2,), (0.5,), (0.9,)), networks=4500, experiments=3,
                          estimator="direct", orders=(2, 4, 6)),
    "tanh, two outputs": config("tanh", widths=(4,), points=((0.3, -1.0), (0.5, 0.7)), d_out=2,
                                networks=2500, experiments=2),
    "gauss, single precision": config("gauss", networks=4100, experiments=2, estimator="direct",
                                      precision='"single"'),
    # widths share one sample; bins are sequences of points that no rank owns
    "erf, quasi-random": config(networks=7013, experiments=3, orders=(2, 4, 6), estimator="rqmc"),
    "gauss, importance": config("gauss", networks=4500, experiments=2, orders=(2, 4, 6), estimator="importance"),
}


def test_same_bits_for_1_2_3_4_7_ranks():
    for name, text in CASES.items():
        reference = run(text, ranks=1)
        for ranks in (2, 3, 4, 7):
            path = run(text, ranks=ranks)
            assert digest(path) == digest(reference), f"{name}: {ranks} ranks differ"
            assert same_by_h5diff(path, reference), f"{name}: h5diff sees {ranks} ranks"


def test_the_comparison_sees_another_seed():
    a = run(config(seed=1))
    b = run(config(seed=2))
    assert digest(a) != digest(b)
    assert not same_by_h5diff(a, b)


def test_fused_instruction_sets_agree():
    from nnft_run import nnft
    if "avx512" not in nnft("--version").stdout:
        return  # one fused level only: nothing to compare
    for estimator in ("conditional", "direct", "rqmc"):
        text = config(networks=3000, orders=(2, 4, 6), estimator=estimator)
        assert digest(run(text, "--isa", "avx2")) == digest(run(text, "--isa", "avx512")), estimator
    assert digest(run(text, "--isa", "portable")) != digest(run(text, "--isa", "avx2"))


if __name__ == "__main__":
    main(sys.modules[__name__])

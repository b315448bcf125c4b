"""fuzz_target: one entry point, built for every test run and for libFuzzer."""

load("//tools/bazel/pch:precompiled.bzl", "cc_binary", "cc_library", "cc_test")

def fuzz_target(name, srcs, deps, runs = 20000, size = "medium"):
    """Targets `NAME_test` and `NAME_fuzzer`.

    Args:
      name: such as "phone".
      srcs: the file with the entry point and the seeds.
      deps: what is fuzzed.
      runs: inputs of a test run.
      size: of the test.
    """
    cc_library(
        name = name + "_target",
        testonly = True,
        srcs = srcs,
        deps = deps + [":fuzz_target"],
        alwayslink = True,
    )
    cc_test(
        name = name + "_test",
        size = size,
        env = {"COMPTOIR_FUZZ_RUNS": str(runs)},
        deps = [":" + name + "_target", ":fuzz_driver"],
    )

    # With --config=fuzz alone: gcc has no libFuzzer.
    cc_binary(
        name = name + "_fuzzer",
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        deps = [":" + name + "_target"],
    )

"""The C++ rules with the headers that nearly every source includes compiled once.

Most of a compilation here is reading gRPC's, Protocol Buffers' and Abseil's
headers. `cc_library`, `cc_binary` and `cc_test` are the native rules with a
header precompiled before each source (ADR 0110). BUILD files get them from the
prelude, `.bzl` files load them.
"""

load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

def _precompiled_header_impl(ctx):
    header = ctx.actions.declare_file(ctx.label.name + ".h")
    ctx.actions.symlink(output = header, target_file = ctx.file.header)
    compiled = ctx.actions.declare_file(ctx.label.name + ".h.gch")
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    defines = depset(transitive = [
        dep[CcInfo].compilation_context.defines
        for dep in ctx.attr.deps
    ])

    # The compiler takes a precompiled header only where it is called as it was
    # for the header itself, so that each configuration has its own.
    flags = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = "c++-compile",
        variables = cc_common.create_compile_variables(
            feature_configuration = features,
            cc_toolchain = toolchain,
            user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts + ctx.attr.copts,
            preprocessor_defines = defines,
            source_file = ctx.file.header.path,
            output_file = compiled.path,
            # As all objects are (.bazelrc).
            use_pic = True,
        ),
    )
    ctx.actions.run(
        executable = cc_common.get_tool_for_action(
            feature_configuration = features,
            action_name = "c++-compile",
        ),
        arguments = ["-x", "c++-header"] + [flag for flag in flags if flag != "-c"],
        inputs = depset([ctx.file.header], transitive = [toolchain.all_files]),
        outputs = [compiled],
        mnemonic = "ComptoirPrecompile",
        progress_message = "Precompiling %s" % ctx.label,
        use_default_shell_env = True,
    )
    return [
        DefaultInfo(files = depset([header, compiled])),
        CcInfo(compilation_context = cc_common.create_compilation_context(
            headers = depset([header, compiled]),
            defines = defines,
        )),
    ]

precompiled_header = rule(
    implementation = _precompiled_header_impl,
    attrs = {
        "copts": attr.string_list(doc = "what the sources that include it add to the compiler's flags"),
        "deps": attr.label_list(providers = [CcInfo], doc = "the libraries whose headers it includes"),
        "header": attr.label(allow_single_file = [".h"], mandatory = True),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    doc = "A header compiled once, with the flags of the configuration.",
)

_ROOM = "//tools/bazel/pch"

# gcc tidies its memory up as it grows, which touches all of a precompiled
# header; with half a gigabyte before it begins to, it is a seventh faster.
_NO_TIDYING = ["--param=ggc-min-heapsize=500000", "--param=ggc-min-expand=300"]

def _with_header(rule, header, kwargs):
    """Calls `rule` with `header` read before each of its sources."""
    if kwargs.get("srcs"):
        label = "%s:%s" % (_ROOM, header)
        off = _ROOM + ":off"
        kwargs["deps"] = kwargs.get("deps", []) + select({off: [], "//conditions:default": [label]})
        kwargs["copts"] = kwargs.get("copts", []) + select({
            off: [],
            "//conditions:default": ["-include", "$(BINDIR)/tools/bazel/pch/%s.h" % header] + _NO_TIDYING,
        })
    rule(**kwargs)

def cc_library(**kwargs):
    """The native rule; its sources read library.h precompiled."""
    _with_header(native.cc_library, "library", kwargs)

def cc_binary(**kwargs):
    """The native rule; its sources read library.h precompiled."""
    _with_header(native.cc_binary, "library", kwargs)

def cc_test(**kwargs):
    """The native rule; its sources read test.h precompiled."""
    _with_header(native.cc_test, "test", kwargs)

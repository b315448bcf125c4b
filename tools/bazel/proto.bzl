"""comptoir_proto: everything that is generated from a folder of protos."""

load("//tools/bazel/pch:precompiled.bzl", "cc_library")

# Imports start at a folder of this name: the repository's, or one of testdata.
_ROOT = "protos"

def _root_of(package):
    """The import root that a package lies in: its path up to `protos`."""
    parts = package.split("/")
    return "/".join(parts[:parts.index(_ROOT) + 1])

_ProtoInfo = provider(
    doc = "The .proto files that a target needs, its own and imported ones.",
    fields = {"files": "depset of .proto files"},
)

# What one run of protoc writes, by part.
_PARTS = {
    "pb": struct(suffixes = [".pb.h", ".pb.cc"], flag = "--cpp_out={out}"),
    "grpc": struct(
        suffixes = [".grpc.pb.h", ".grpc.pb.cc"],
        flag = "--plugin=protoc-gen-grpc={plugin} --grpc_out={out}",
    ),
    "server": struct(
        suffixes = [".server.h", ".server.cc"],
        flag = "--plugin=protoc-gen-comptoir={plugin} --comptoir_out=server:{out}",
    ),
    "client": struct(
        suffixes = [".client.h", ".client.cc"],
        flag = "--plugin=protoc-gen-comptoir={plugin} --comptoir_out=client:{out}",
    ),
    "mock": struct(
        suffixes = [".mock.h"],
        flag = "--plugin=protoc-gen-comptoir={plugin} --comptoir_out=mock:{out}",
    ),
}

# The options are in the descriptors of every message, yet hardly any code needs
# their types: messages include a header that only declares them, so that a new
# permission or rule recompiles those who name one and no others.
_FORWARD_ANNOTATIONS = "'s|comptoir/annotations[.]pb[.]h|comptoir/annotations.fwd.h|'"

def _generate_impl(ctx):
    part = _PARTS[ctx.attr.part]
    imported = [dep[_ProtoInfo].files for dep in ctx.attr.deps]
    files = depset(ctx.files.srcs, transitive = imported)
    outputs = []
    for src in ctx.files.srcs:
        stem = src.basename[:-len(".proto")]
        outputs += [ctx.actions.declare_file(stem + suffix) for suffix in part.suffixes]
    root = _root_of(ctx.label.package)
    out = "/".join([ctx.bin_dir.path, root])
    plugin = ctx.executable.plugin
    arguments = ["-I" + root]
    if root != _ROOT:
        arguments.append("-I" + _ROOT)
    arguments += part.flag.format(out = out, plugin = plugin.path if plugin else "").split(" ")
    arguments += [src.path for src in ctx.files.srcs]
    ctx.actions.run_shell(
        command = " && ".join(['"$@"'] + [
            "sed -i %s %s" % (_FORWARD_ANNOTATIONS, f.path)
            for f in outputs
            if f.path.endswith(".pb.h")
        ]),
        arguments = [ctx.executable._protoc.path] + arguments,
        inputs = files,
        tools = [ctx.executable._protoc] + ([plugin] if plugin else []),
        outputs = outputs,
        mnemonic = "ComptoirProto",
        progress_message = "Generating %s of %s" % (ctx.attr.part, ctx.label),
    )
    return [
        DefaultInfo(files = depset(outputs)),
        OutputGroupInfo(
            hdrs = depset([f for f in outputs if f.extension == "h"]),
            srcs = depset([f for f in outputs if f.extension == "cc"]),
        ),
        _ProtoInfo(files = files),
    ]

_generate = rule(
    implementation = _generate_impl,
    attrs = {
        "deps": attr.label_list(providers = [_ProtoInfo]),
        "part": attr.string(mandatory = True, values = _PARTS.keys()),
        "plugin": attr.label(executable = True, cfg = "host", allow_files = True),
        "srcs": attr.label_list(allow_files = [".proto"], mandatory = True),
        "_protoc": attr.label(
            default = "@system//:protoc",
            executable = True,
            cfg = "host",
            allow_files = True,
        ),
    },
)

def _generated_files(name, part, srcs, protos, plugin = None):
    """Targets NAME_hdrs and NAME_srcs: what one part writes."""
    _generate(
        name = name + "_gen",
        part = part,
        srcs = srcs,
        deps = protos,
        plugin = plugin,
    )
    for group in ["hdrs", "srcs"]:
        native.filegroup(
            name = name + "_" + group,
            srcs = [":" + name + "_gen"],
            output_group = group,
        )

def _library(name, deps, hdrs = [], srcs = []):
    cc_library(
        name = name,
        srcs = srcs,
        hdrs = hdrs,
        copts = ["-w"],
        strip_include_prefix = "/" + _root_of(native.package_name()),
        deps = deps,
        # Services and events are found by their names alone: the linker must
        # keep descriptors that no code refers to.
        alwayslink = True,
    )

def _generated_library(name, part, srcs, protos, deps, plugin = None, hdrs = []):
    _generated_files(name, part, srcs, protos, plugin)
    _library(name, deps, [":" + name + "_hdrs"] + hdrs, [":" + name + "_srcs"])

def comptoir_proto(name, srcs = [], services = [], deps = [], hdrs = []):
    """Generates C++ from the protos of one package.

    Targets: `NAME` (messages) and, when there are services, `NAME_server` (the
    bases that handlers implement; headers alone, so that a handler and its test
    compile no gRPC), `NAME_binding` (what wires them to gRPC: for the program
    that serves), `NAME_client` (the SDK's clients) and `NAME_mock` (GoogleMock
    connections for applications' tests). `NAME_protos` are the protos themselves.

    Args:
      name: the area, as in `comptoir.<name>.v1`.
      srcs: the .proto files that hold messages only.
      services: the .proto files that hold a service and its messages.
      deps: the `NAME` targets of imported packages.
      hdrs: headers beside the generated ones.
    """
    native.filegroup(
        name = name + "_protos",
        srcs = srcs + services,
    )
    _generated_library(
        name = name,
        part = "pb",
        srcs = srcs + services,
        protos = [dep + "_gen" for dep in deps],
        deps = deps + ["@system//:protobuf"],
        hdrs = hdrs,
    )
    if not services:
        return
    protos = [":" + name + "_gen"]
    plugin = "//sdk/generator:protoc-gen-comptoir"
    _generated_library(
        name = name + "_grpc",
        part = "grpc",
        srcs = services,
        protos = protos,
        plugin = "@system//:grpc_cpp_plugin",
        deps = [":" + name, "@system//:grpcpp"],
    )
    _generated_files(
        name = name + "_server",
        part = "server",
        srcs = services,
        protos = protos,
        plugin = plugin,
    )
    _library(
        name = name + "_server",
        hdrs = [":" + name + "_server_hdrs"],
        deps = [
            ":" + name,
            "//server/rpc:bound_service",
            "//server/rpc:call",
            "//server/rpc:stream",
            "//server/store:transaction",
        ],
    )
    _library(
        name = name + "_binding",
        srcs = [":" + name + "_server_srcs"],
        deps = [
            ":" + name + "_server",
            "//server/rpc:generated_service",
        ],
    )
    _generated_library(
        name = name + "_client",
        part = "client",
        srcs = services,
        protos = protos,
        plugin = plugin,
        deps = [":" + name, "//sdk/cpp/runtime/core:generated_client"],
    )
    _generated_files(
        name = name + "_mock",
        part = "mock",
        srcs = services,
        protos = protos,
        plugin = plugin,
    )
    _library(
        name = name + "_mock",
        hdrs = [":" + name + "_mock_hdrs"],
        deps = [":" + name + "_client", "@system//:gmock"],
    )

"""comptoir_api_text: the comments of the areas' protos as a source file."""

load("//tools/bazel:areas.bzl", "SHARED", "area_targets")

def comptoir_api_text(name):
    """Writes NAME.cc, which defines what api_text.h declares.

    Args:
      name: of the target and the file.
    """
    areas = area_targets("_protos")
    imported = area_targets("_protos", SHARED) + ["//protos/comptoir:annotations_protos"]
    native.genrule(
        name = name,
        srcs = areas + imported,
        outs = [name + ".cc"],
        cmd = " ".join([
            "$(location @system//:protoc) -Iprotos",
            "--plugin=protoc-gen-api-text=$(location //tools/cli/text/generator:protoc-gen-api-text)",
            "--api-text_out={0}.cc:$(@D)".format(name),
        ] + ["$(locations {0})".format(area) for area in areas]),
        tools = [
            "//tools/cli/text/generator:protoc-gen-api-text",
            "@system//:protoc",
        ],
    )

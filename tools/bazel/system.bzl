"""Libraries and tools of the operating system as Bazel targets.

`system_libraries` asks pkg-config for each library and writes one cc_library
for it, so that a target says `@system//:rocksdb` and nothing about paths.
"""

def _run(ctx, arguments):
    result = ctx.execute(arguments)
    if result.return_code != 0:
        return None
    return [word for word in result.stdout.replace("\n", " ").split(" ") if word]

def _include_folder(ctx, flag):
    """Makes an -I folder below /usr/include reachable; returns its name here."""
    path = flag[len("-I"):]
    if path in ["/usr/include", "/usr/include/"]:
        return None
    name = "include" + path.replace("/", "_")
    if not ctx.path(name).exists:
        ctx.symlink(path, name)
    return name

def _library(ctx, name, modules):
    flags = _run(ctx, ["pkg-config", "--cflags"] + modules)
    libs = _run(ctx, ["pkg-config", "--libs"] + modules)
    if flags == None or libs == None:
        fail("pkg-config does not know all of %s (for @system//:%s): run tools/setup" %
             (", ".join(modules), name))
    folders = []
    defines = []
    for flag in flags:
        if flag.startswith("-I"):
            folder = _include_folder(ctx, flag)
            if folder:
                folders.append(folder)
        elif flag.startswith("-D"):
            defines.append(flag[len("-D"):])
    return """
cc_library(
    name = {name},
    hdrs = glob({globs}),
    defines = {defines},
    includes = {includes},
    linkopts = {libs},
)
""".format(
        name = repr(name),
        globs = repr([folder + "/**" for folder in folders]),
        defines = repr(defines),
        includes = repr(folders),
        libs = repr(libs),
    )

def _system_libraries_impl(ctx):
    build = ["package(default_visibility = [\"//visibility:public\"])\n"]
    for name, modules in ctx.attr.modules.items():
        build.append(_library(ctx, name, modules))
    for name, linkopts in ctx.attr.plain.items():
        build.append("cc_library(name = %r, linkopts = %r)\n" % (name, linkopts.split(" ")))
    for tool in ctx.attr.tools:
        path = ctx.which(tool)
        if path == None:
            fail("%s is not installed: run tools/setup" % tool)
        ctx.symlink(path, "bin/" + tool)
        build.append("filegroup(name = %r, srcs = [%r])\n" % (tool, "bin/" + tool))
    ctx.file("BUILD.bazel", "\n".join(build))

system_libraries = repository_rule(
    implementation = _system_libraries_impl,
    attrs = {
        "modules": attr.string_list_dict(doc = "target -> pkg-config modules"),
        "plain": attr.string_dict(doc = "target -> linker words, for libraries without a .pc file"),
        "tools": attr.string_list(doc = "programs, each a target of its name"),
    },
    doc = "Libraries and tools of the operating system, one target each.",
    local = True,
)

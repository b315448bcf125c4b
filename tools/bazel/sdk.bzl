"""sdk_tree: the SDK as a folder that can be copied to /usr/local or anywhere."""

# Where headers of the source tree go, below include/; the first that fits.
_HEADER_ROOTS = [
    ("protos/", ""),
    ("sdk/cpp/operations/", "comptoir/sdk/"),
    ("sdk/cpp/runtime/streams/", "comptoir/sdk/"),
    ("sdk/cpp/runtime/", "comptoir/sdk/"),
    ("sdk/cpp/testing/errors/", "comptoir/sdk/testing/"),
    ("sdk/cpp/testing/", "comptoir/sdk/testing/"),
]

def _installed_path(header):
    path = header.short_path
    for root, prefix in _HEADER_ROOTS:
        if path.startswith(root):
            return "include/" + prefix + path[len(root):]
    fail("no place in the SDK for %s" % path)

def _archives(deps):
    """What the linker would be given for the libraries of this repository."""
    inputs = depset(transitive = [dep[CcInfo].linking_context.linker_inputs for dep in deps])
    archives = []
    for linker_input in inputs.to_list():
        for library in linker_input.libraries:
            archive = library.pic_static_library or library.static_library
            if archive:
                archives.append(archive)
    return archives

def _system_flags(deps):
    """The linker words for the libraries of the operating system, each once."""
    flags = []
    inputs = depset(transitive = [dep[CcInfo].linking_context.linker_inputs for dep in deps])
    for linker_input in inputs.to_list():
        for flag in linker_input.user_link_flags:
            if flag not in flags:
                flags.append(flag)
    return flags

def _sdk_tree_impl(ctx):
    tree = ctx.actions.declare_directory(ctx.label.name)
    soname = "libcomptoir.so." + ctx.attr.version.split(".")[0]
    archives = _archives(ctx.attr.deps)
    commands = ["set -eu", "mkdir -p %s/lib/pkgconfig %s/lib/cmake/comptoir" % (tree.path, tree.path)]

    # Everything is kept: which parts an application uses is not known here.
    commands.append(" ".join(
        ["g++ -shared -o %s/lib/libcomptoir.so.%s -Wl,-soname,%s" % (tree.path, ctx.attr.version, soname)] +
        ["-Wl,--whole-archive"] + [archive.path for archive in archives] + ["-Wl,--no-whole-archive"] +
        ["-Wl,--as-needed -Wl,--no-undefined"] +
        ["-Wl,--version-script=" + ctx.file.exports.path] + _system_flags(ctx.attr.deps),
    ))
    commands.append("ln -s libcomptoir.so.%s %s/lib/%s" % (ctx.attr.version, tree.path, soname))
    commands.append("ln -s %s %s/lib/libcomptoir.so" % (soname, tree.path))
    for header in ctx.files.hdrs:
        commands.append("install -D -m 644 %s %s/%s" % (header.path, tree.path, _installed_path(header)))
    for template in ctx.files.templates:
        folder = "lib/pkgconfig" if template.basename.endswith(".pc.in") else "lib/cmake/comptoir"
        commands.append("sed 's/@VERSION@/%s/g' %s > %s/%s/%s" % (
            ctx.attr.version,
            template.path,
            tree.path,
            folder,
            template.basename[:-len(".in")],
        ))
    ctx.actions.run_shell(
        command = "\n".join(commands),
        inputs = ctx.files.hdrs + ctx.files.templates + [ctx.file.exports] + archives,
        outputs = [tree],
        mnemonic = "ComptoirSdkTree",
        progress_message = "Assembling %s" % ctx.label,
        use_default_shell_env = True,
    )
    return [DefaultInfo(files = depset([tree]), runfiles = ctx.runfiles([tree]))]

_sdk_tree = rule(
    implementation = _sdk_tree_impl,
    attrs = {
        "deps": attr.label_list(providers = [CcInfo]),
        "exports": attr.label(allow_single_file = [".map"], mandatory = True),
        "hdrs": attr.label_list(allow_files = [".h"]),
        "templates": attr.label_list(allow_files = [".in"]),
        "version": attr.string(mandatory = True),
    },
)

def sdk_tree(name, version, messages, services, runtime, headers, templates, exports, **kwargs):
    """The SDK as a folder: include/, lib/, pkg-config and CMake files.

    Args:
      name: the target and the folder.
      version: MAJOR.MINOR.PATCH.
      messages: `comptoir_proto` targets without services.
      services: `comptoir_proto` targets with services; their clients and mocks
        are part of the SDK.
      runtime: libraries beside the generated ones.
      headers: the runtime's public headers.
      templates: pkg-config and CMake files, with @VERSION@ to be replaced.
      exports: the linker's version script, which says what the library exports.
      **kwargs: as of any rule.
    """
    _sdk_tree(
        name = name,
        version = version,
        hdrs = headers +
               [label + "_hdrs" for label in messages + services] +
               [label + "_client_hdrs" for label in services] +
               [label + "_mock_hdrs" for label in services],
        templates = templates,
        exports = exports,
        deps = runtime + messages + [label + "_client" for label in services],
        **kwargs
    )

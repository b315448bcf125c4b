"""The one list of areas: what the server serves, and what follows from it.

The SDK, the commands of `comptoir` and the tests take their dependencies from
here. A new area is one line, `comptoir.<area>.v1`.
"""

AREAS = [
    "customers",
    "events",
    "merchants",
    "readers",
    "sales",
]

# Messages that areas share.
SHARED = ["types"]

def area_targets(suffix = "", areas = AREAS):
    """The targets of each area that comptoir_proto makes with this suffix.

    Args:
      suffix: "" for the messages, "_client" for the SDK's clients, and so on.
      areas: those to take.

    Returns:
      Labels, in the order of the areas.
    """
    return ["//protos/comptoir/{0}/v1:{0}{1}".format(area, suffix) for area in areas]

def area_rooms():
    """The targets that make each area a part of the server.

    Returns:
      Labels, in the order of the areas.
    """
    return ["//server/{0}:{0}_area".format(area) for area in AREAS]

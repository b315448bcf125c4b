"""Turns numbering_plans.json into the C++ that the phone library links.

  python3 encode_plans.py numbering_plans.json > numbering_plans.cc

The library asks two functions for its metadata: a serialized message
PhoneMetadataCollection. This writes them, with the message as bytes.
"""

import json
import sys
from typing import Iterator

# Numbers of the message's fields.
METADATA = 1
KINDS = {
    "general_desc": 1,
    "fixed_line": 2,
    "mobile": 3,
    "toll_free": 4,
    "premium_rate": 5,
    "shared_cost": 6,
    "personal_number": 7,
    "voip": 8,
    "pager": 21,
    "uan": 25,
    "voicemail": 28,
}
FACTS = {
    "id": 9,
    "country_code": 10,
    "international_prefix": 11,
    "national_prefix": 12,
    "national_prefix_for_parsing": 15,
    "national_prefix_transform_rule": 16,
    "preferred_international_prefix": 17,
    "same_mobile_and_fixed_line_pattern": 18,
    "main_country_for_code": 22,
    "leading_digits": 23,
}
PATTERN, EXAMPLE, LENGTH, LOCAL_LENGTH = 2, 6, 9, 10
# A length that no number has says that a country has no numbers of a kind.
NO_SUCH_NUMBERS = [-1]

BYTES_A_LINE = 16


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def number_field(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def bytes_field(field: int, value: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(value)) + value


def kind_message(kind: list) -> bytes:
    pattern, lengths, local_lengths, example = kind
    encoded = b""
    if pattern:
        encoded += bytes_field(PATTERN, pattern.encode())
    if example:
        encoded += bytes_field(EXAMPLE, example.encode())
    for length in lengths:
        encoded += number_field(LENGTH, length)
    for length in local_lengths:
        encoded += number_field(LOCAL_LENGTH, length)
    return encoded


def plan_message(plan: dict) -> bytes:
    unknown = set(plan) - set(KINDS) - set(FACTS)
    if unknown:
        raise ValueError(f"{plan['id']}: unknown {sorted(unknown)}")
    encoded = b""
    for name, field in KINDS.items():
        kind = plan.get(name, ["", NO_SUCH_NUMBERS, [], ""])
        encoded += bytes_field(field, kind_message(kind))
    for name, field in FACTS.items():
        if name not in plan:
            continue
        fact = plan[name]
        if isinstance(fact, str):
            encoded += bytes_field(field, fact.encode())
        else:
            encoded += number_field(field, int(fact))
    return encoded


def source_lines(message: bytes) -> Iterator[str]:
    yield "// Made by encode_plans.py."
    yield "namespace i18n {"
    yield "namespace phonenumbers {"
    yield "namespace {"
    yield "constexpr unsigned char kPlans[] = {"
    for start in range(0, len(message), BYTES_A_LINE):
        yield ",".join(map(str, message[start : start + BYTES_A_LINE])) + ","
    yield "};"
    yield "}  // namespace"
    yield "int metadata_size();"
    yield "const void* metadata_get();"
    yield "int metadata_size() { return sizeof(kPlans); }"
    yield "const void* metadata_get() { return kPlans; }"
    yield "}  // namespace phonenumbers"
    yield "}  // namespace i18n"


def main(path: str) -> None:
    with open(path, encoding="utf-8") as file:
        plans = json.load(file)["plans"]
    message = b"".join(bytes_field(METADATA, plan_message(plan)) for plan in plans)
    print("\n".join(source_lines(message)))


if __name__ == "__main__":
    main(sys.argv[1])

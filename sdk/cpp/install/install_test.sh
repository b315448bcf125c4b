#!/bin/bash
# Copies the SDK to a folder, builds a program outside of this tree against it,
# once with CMake and once with pkg-config, and runs both against a server.
set -euo pipefail

tree=$1
shop_server=$2
work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/install-XXXXXX")
prefix=$work/prefix
cp -RL "$tree" "$prefix"
chmod -R u+w "$prefix"
cp -L sdk/cpp/install/CMakeLists.txt sdk/cpp/install/outside.cc "$work"

cmake -S "$work" -B "$work/build" -DCMAKE_PREFIX_PATH="$prefix" >"$work/log"
cmake --build "$work/build" >>"$work/log"

export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
# shellcheck disable=SC2046
g++ -std=c++20 "$work/outside.cc" -o "$work/outside" \
  $(pkg-config --cflags --libs comptoir)
pkg-config --exact-version=0.1.0 comptoir

# Every installed header finds all it needs where it was installed.
(cd "$prefix/include" && find . -name '*.h' -printf '#include "%P"\n') \
  >"$work/headers.cc"
# shellcheck disable=SC2046
g++ -std=c++20 -fsyntax-only "$work/headers.cc" $(pkg-config --cflags comptoir)

# Serves until its standard input, which the coprocess holds open, ends.
coproc SHOP { "$shop_server"; }
read -r address token <&"${SHOP[0]}"

expected=$'merchant Chez Comptoir\nlocation Rue des Martyrs\nerror NOT_FOUND'
for program in "$work/build/outside" "$work/outside"; do
  got=$(LD_LIBRARY_PATH=$prefix/lib "$program" "$address" "$token" | sort -r)
  if [[ $got != $(sort -r <<<"$expected") ]]; then
    printf '%s printed:\n%s\nrather than:\n%s\n' "$program" "$got" "$expected"
    exit 1
  fi
done

in=${SHOP[1]}
exec {in}>&-
wait "$SHOP_PID"

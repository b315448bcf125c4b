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
# Without a warning, as the applications of careful people are built; so is the
# program of README.md.
read -r -a flags < <(pkg-config --cflags --libs comptoir)
for program in "$work/outside" sdk/cpp/examples/readme; do
  g++ -std=c++20 -Wall -Wextra -Werror "$program.cc" \
    -o "$work/${program##*/}" "${flags[@]}"
done
# Where C++ is older, which is the compiler's default, the error says so.
if g++ -std=c++17 -fsyntax-only "$work/outside.cc" "${flags[@]}" \
  2>"$work/older"; then
  echo 'the SDK compiles as C++17: say so in README.md'
  exit 1
fi
grep -q 'needs C++20' "$work/older"
pkg-config --exact-version=0.1.0 comptoir

# Every installed header finds all it needs where it was installed.
(cd "$prefix/include" && find . -name '*.h' -printf '#include "%P"\n') \
  >"$work/headers.cc"
g++ -std=c++20 -fsyntax-only "$work/headers.cc" "${flags[@]}"

# The library exports the API and nothing else, least of all what is generated
# of other people's protos.
nm -D --defined-only --format=just-symbols "$prefix/lib/libcomptoir.so" |
  c++filt >"$work/exported"
if grep -vE '(^| )comptoir::|<comptoir::|^descriptor_table_comptoir_' \
  "$work/exported"; then
  echo 'libcomptoir.so exports these, which are not ours'
  exit 1
fi
grep -q '^comptoir::sdk::Connect(' "$work/exported"
grep -q '^comptoir::customers::v1::CustomerServiceClient::' "$work/exported"
# Of the runtime it exports what installed headers declare.
while read -r name; do
  if ! grep -qw "$name" "$prefix"/include/comptoir/sdk/*.h; then
    echo "libcomptoir.so exports comptoir::sdk::$name, which is our own affair"
    exit 1
  fi
done < <(grep -E 'comptoir::sdk::' "$work/exported" | grep -v '^comptoir::[^:]*::v1::' |
  grep -oE 'comptoir::sdk::\w+' | sed 's/.*:://' | sort -u)

# It needs the libraries that README.md names, and the system's own.
for needed in $(readelf -d "$prefix/lib/libcomptoir.so" |
  sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
  case $needed in
    libgrpc++.so.* | libgrpc.so.* | libgpr.so.* | libprotobuf.so.*) ;;
    libabsl_*.so.* | libcrypto.so.* | libssl.so.*) ;;
    libstdc++.so.* | libgcc_s.so.* | libm.so.* | libc.so.* | ld-linux*) ;;
    *)
      echo "libcomptoir.so needs $needed, which README.md does not name"
      exit 1
      ;;
  esac
done

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

#!/bin/bash
# Runs the examples against a server with a shop in it.
set -euo pipefail

customers=$1
watch=$2
shop_server=$3
work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/examples-XXXXXX")

# Serves until its standard input, which the coprocess holds open, ends.
coproc SHOP { "$shop_server"; }
read -r address token <&"${SHOP[0]}"
echo "$token" >"$work/token"
flags=(--server="$address" --token_file="$work/token")

# expect NAME PATTERN...: each pattern must match a line of what NAME printed.
expect() {
  local name=$1 pattern
  shift
  for pattern in "$@"; do
    grep -Eq "$pattern" "$work/$name" && continue
    echo "$name did not print $pattern but:"
    cat "$work/$name"
    exit 1
  done
}

"$customers" "${flags[@]}" >"$work/customers"
expect customers '^created cus_' '^there already: cus_' '^found Hélène Marchand$' \
  '^renamed to Léna$' '^refused customer.email_address$' '^customers 1$'

# From the first revision on, until both changes of the customer were seen.
"$watch" "${flags[@]}" --after=0 >"$work/watch" 2>"$work/connection" &
watcher=$!
until [[ $(grep -c 'comptoir.customers.v1' "$work/watch") -ge 2 ]]; do
  kill -0 $watcher
  read -r -t 0.1 <> <(:) || true
done
kill $watcher
expect watch '^[0-9]+ comptoir.customers.v1.CustomerCreated cus_'

expect connection '^online$'

in=${SHOP[1]}
exec {in}>&-
wait "$SHOP_PID"

#!/bin/bash
# 25 kills, or as many as COMPTOIR_CRASH_CYCLES says.
exec tests/fault/crash_loop --comptoird="$PWD/server/comptoird" \
  --cycles="${COMPTOIR_CRASH_CYCLES:-25}" --seed="${COMPTOIR_CRASH_SEED:-0}"

#!/bin/bash
# Runs a test under ThreadSanitizer with our suppressions (--config=tsan).
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
supp=$folder/tsan.supp
[ -f "$supp" ] || supp=$0.runfiles/comptoir/tools/bazel/tsan.supp
export TSAN_OPTIONS="ignore_noninstrumented_modules=1:second_deadlock_stack=1:suppressions=$supp"
exec "$@"

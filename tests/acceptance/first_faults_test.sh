#!/bin/sh
exec /usr/bin/python3 tests/acceptance/first_faults "$@"

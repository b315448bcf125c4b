#!/bin/sh
# COMPTOIRD names the server; see hostile_test.py.
COMPTOIRD="$PWD/$1" exec /usr/bin/python3 tests/hostile/hostile_test.py

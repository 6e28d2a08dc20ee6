#!/usr/bin/env bash
# Builds the fuzz targets with what libFuzzer needs to see, by a stable toolchain and without cargo-fuzz.
# No sanitizer of memory: the crate forbids unsafe code, and without one a run does some ten times as much.
#
#     fuzz/build.sh [--bin TARGET]...
set -euo pipefail
cd "$(dirname "$0")"
flags=(--cfg fuzzing -Cpasses=sancov-module)
flags+=(-Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters)
flags+=(-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares)
RUSTFLAGS="${flags[*]}" cargo build --locked --release --target "$(rustc -vV | sed -n 's/^host: //p')" "$@"

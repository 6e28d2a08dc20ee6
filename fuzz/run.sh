#!/usr/bin/env bash
# Runs fuzz targets one after the other, niced, and tells how often each was run and what was found:
#
#     fuzz/seeds.py; fuzz/build.sh; fuzz/run.sh SECONDS TARGET...
#
# A finding is left in fuzz/artifacts; a run of more than ten seconds or 2 GB is one.
set -uo pipefail
cd "$(dirname "$0")"
built=${CARGO_TARGET_DIR:-target}/$(rustc -vV | sed -n 's/^host: //p')/release
seconds=$1
shift
for target in "$@"; do
  mkdir -p "corpus/$target" artifacts
  words=()
  [ -f "dictionaries/$target.dict" ] && words=("-dict=dictionaries/$target.dict")
  options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1)
  nice -n 15 "$built/$target" "${options[@]}" "${words[@]}" -artifact_prefix="artifacts/$target-" "corpus/$target" \
    >"artifacts/$target.log" 2>&1
  code=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "artifacts/$target.log")
  # What was new last, and when: whether the run was long enough.
  last=$(grep -aE '^#[0-9]+\s+NEW' "artifacts/$target.log" | tail -n 1 | cut -f 1)
  cover=$(grep -aoE 'cov: [0-9]+' "artifacts/$target.log" | tail -n 1)
  echo "$target: ${runs:-?} runs, $cover, new coverage last at ${last:-none}, $([ $code = 0 ] && echo nothing found || echo "FOUND, code $code")"
done

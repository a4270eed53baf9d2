#!/usr/bin/env bash
# Every fuzzed reader for a while: `fuzz/run.sh [SECONDS]`, 60 each unless said. New inputs go to `fuzz/target/found`; those that are kept stay as
# they are. What does harm is left in `fuzz/artifacts`: keep it in `fuzz/corpus` under the name of its fault.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}
version=0.13.1

if ! cargo +nightly --version >/dev/null 2>&1; then
    echo "SKIPPED fuzzing: there is no nightly toolchain"
    exit
fi
if ! command -v c++ >/dev/null 2>&1; then
    echo "SKIPPED fuzzing: there is no C++ compiler for libFuzzer"
    exit
fi
if ! cargo fuzz --version >/dev/null 2>&1 && ! cargo install --quiet --locked cargo-fuzz --version "$version"; then
    echo "SKIPPED fuzzing: cargo-fuzz $version cannot be installed"
    exit
fi

# We have no unsafe code for a sanitizer of memory to look into.
cargo +nightly fuzz build --sanitizer none
inputs=0
for target in scenario plan part design ask_tell; do
    mkdir -p "target/found/$target"
    # An input that takes more than five seconds or 512 MiB does harm, too.
    log=$(mktemp)
    cargo +nightly fuzz run --sanitizer none "$target" "target/found/$target" "corpus/$target" -- \
        -max_total_time="$seconds" -timeout=5 -rss_limit_mb=512 -max_len=65536 -dict="dictionaries/$target.dict" \
        -print_final_stats=1 2>&1 | tee "$log" | grep -E 'ERROR|panicked|SUMMARY|DONE' || true
    if ! grep -q '^Done ' "$log"; then
        tail -n 40 "$log"
        exit 1
    fi
    runs=$(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log")
    echo "$target: $runs inputs"
    inputs=$((inputs + runs))
done
echo "TRIED $inputs"

#!/usr/bin/env bash
# A battery of tests over the words of the keyed generator, across keys: by customer, index, purpose, replication, seed,
# and mixtures of them (`keyed_words list`). A simulation reads words across keys; a generator that is only good along one
# stream would show here.
#
#     benches/random/battery.sh              1 GiB of each order
#     benches/random/battery.sh 32GB         before a release
#     ORDERS="customer queue" benches/random/battery.sh 64MB
#
# PractRand (`RNG_test` on the PATH, or its path in RNG_TEST) if it is there, else dieharder. Neither comes with Rust: where
# both are missing this says SKIPPED and passes. The tests in src/random/key_tests.rs are a battery of their own, without
# either, and always run; `cargo test --release -- --ignored battery` repeats them on 64 times as many words.
set -euo pipefail
cd "$(dirname "$0")/../.."
size=${1:-1GB}
practrand=${RNG_TEST:-$(command -v RNG_test || true)}
dieharder=$(command -v dieharder || true)
if [ -z "$practrand" ] && [ -z "$dieharder" ]; then
    echo "SKIPPED battery across keys: neither PractRand's RNG_test nor dieharder is installed"
    exit 0
fi
cargo build --locked --release --quiet --example keyed_words
words=target/release/examples/keyed_words
orders=${ORDERS:-$("$words" list | cut -f1)}
failed=0
for order in $orders; do
    if [ -n "$practrand" ]; then
        # The reader closes the pipe when it has seen enough: the writer's end is no failure.
        found=$("$words" "$order" | "$practrand" stdin64 -tlmax "$size" -multithreaded || true)
        last=$(grep -E 'no anomalies|[0-9]+ test result' <<<"$found" | tail -1)
        if grep -q FAIL <<<"$found" || [ -z "$last" ]; then
            verdict="FAILED"
        else
            verdict="passed"
        fi
        printf '%-18s %s PractRand, %s: %s\n' "$order" "$verdict" "$size" "$(sed 's/^ *//' <<<"$last")"
    else
        # Rank, birthday, bitstream, runs, monobit, serial, bit distribution: those that want gigabytes are left out.
        found=""
        for test in 0 1 2 3 15 100 101 102; do
            found+=$("$words" "$order" | "$dieharder" -g 200 -d "$test" -D test_name -D pvalues -D assessment || true)$'\n'
        done
        if grep -q FAILED <<<"$found" || ! grep -q PASSED <<<"$found"; then verdict="FAILED"; else verdict="passed"; fi
        printf '%-18s %s dieharder: %s PASSED, %s WEAK\n' "$order" "$verdict" \
            "$(grep -c PASSED <<<"$found" || true)" "$(grep -c WEAK <<<"$found" || true)"
    fi
    if [ "$verdict" = FAILED ]; then
        failed=1
        printf '%s\n' "$found"
    fi
done
exit $failed

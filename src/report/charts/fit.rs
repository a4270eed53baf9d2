//! Headlines that keep their numbers: a long name is cut rather than the sentence.

use super::study::TITLE;
use crate::experiment::results::Results;
use crate::report::words::names::world_name;
use crate::report::words::width::wrap;

/// Room of a headline: width [px], size [px] and lines, as it is drawn.
const ROOM: (f64, f64, usize) = (900.0, 24.0, 2);
/// Shortest that a name is cut to [columns].
const SHORTEST: usize = 12;

/// The sentence with as much of the name of a world as lets it fit a headline.
pub(super) fn fitted(results: &Results, name: &str, sentence: impl Fn(&str) -> String) -> String {
    shrunk(|cells| sentence(&world_name(results, name, cells)))
}

/// The sentence with names of as many columns as let it fit a headline.
pub(super) fn shrunk(sentence: impl Fn(usize) -> String) -> String {
    let tries = (SHORTEST..=TITLE).rev().step_by(2).map(&sentence);
    tries.into_iter().find(|sentence| fits(sentence)).unwrap_or_else(|| sentence(SHORTEST))
}

/// Whether a sentence fits a headline.
pub(super) fn fits(sentence: &str) -> bool {
    let (width, size, lines) = ROOM;
    wrap(sentence, width, size, true, lines + 1).len() <= lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_at_the_end_survives_a_long_name() {
        let name = "a very long name of an intervention that nobody would ever give it";
        let tail =
            "is better in 100 of 100 futures, says everybody; on average +123,456,789 CNY [+120,000,000, +126,000,000]";
        let results = crate::report::fixtures::bank_branch();
        let found = fitted(&results, name, |name| format!("{name} {tail}"));
        assert!(found.ends_with(tail) && found.contains('…'), "{found}");
        assert!(wrap(&found, ROOM.0, ROOM.1, true, 3).len() <= 2);
        assert_eq!(fitted(&results, "short", |name| format!("{name} wins")), "short wins");
    }
}

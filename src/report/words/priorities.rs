//! What to mend first and what to keep, in words.

use super::format::estimate;
use super::names::{list, visible};
use super::verdicts::NAME;
use crate::experiment::comparison::{Advice, Priorities, Priority};

/// An area in words.
pub(crate) fn area(advice: Advice) -> &'static str {
    match advice {
        Advice::WeakPoint => "weak point",
        Advice::Strength => "strength",
        Advice::IrrelevantStrength => "irrelevant strength",
        Advice::Negligible => "negligible",
        Advice::NoAdvice => "no advice",
    }
}
/// Something rated, by a name that tells it apart: "counter", "wait for counter".
pub(crate) fn place(found: &Priorities, item: &Priority) -> String {
    let last = |path: &str| path.split_once('/').map_or(path, |(_, name)| name).to_owned();
    let name = last(&item.touchpoint);
    let elsewhere = |other: &&Priority| other.touchpoint != item.touchpoint && last(&other.touchpoint) == name;
    let name = if found.items.iter().any(|other| elsewhere(&other)) { item.touchpoint.clone() } else { name };
    if item.wait { format!("wait for {name}") } else { name }
}

/// What to mend first and what to keep.
pub(crate) fn priorities(found: &Priorities) -> Vec<String> {
    let items = |advice: Advice, words: &str| {
        let items: Vec<String> = found
            .items
            .iter()
            .filter(|item| item.advice == advice)
            .map(|item| {
                let doubt = if item.in_doubt { " (in doubt)" } else { "" };
                format!("{}{doubt}", visible(&place(found, item), NAME))
            })
            .collect();
        (!items.is_empty()).then(|| format!("{words}: {}", list(&items)))
    };
    let said: Vec<String> = [
        items(Advice::WeakPoint, "weak points (important, rated low)"),
        items(Advice::Strength, "strengths (important, rated high)"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let doubt = said.iter().any(|words| words.contains(" (in doubt)"));
    let doubt = if doubt { "; in doubt is whose interval reaches over a cut" } else { "" };
    let areas = if said.is_empty() { "nothing important stands out".to_owned() } else { said.join("; ") };
    let score = found.score.as_ref().map_or(String::new(), |score| {
        format!("; score, sum of weight times rating: {} (n = {})", estimate(score), score.n)
    });
    vec![format!("Priorities by what plugging gains against how it is rated, cut at the means: {areas}{doubt}{score}.")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::worlds;

    #[test]
    fn priorities_are_told_with_their_doubt() {
        let mut results = worlds::leaks();
        let found = results.findings.priorities.as_mut().expect("priorities");
        let plain = "Priorities by what plugging gains against how it is rated, cut at the means: weak points (important, rated low): wait for \
                     counter; strengths (important, rated high): counter; score, sum of weight times rating: ";
        assert!(priorities(found)[0].starts_with(plain), "{:?}", priorities(found));
        found.items[1].in_doubt = true;
        assert!(
            priorities(found)[0].contains("counter (in doubt); in doubt is whose interval"),
            "{:?}",
            priorities(found)
        );
    }
}

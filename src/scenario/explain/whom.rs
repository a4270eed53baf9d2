//! Whom a change reaches, in words.

use crate::scenario::grammar::quantity::written_days;
use crate::scenario::grammar::{Asked, Between, Who, Word};

/// What is asked of customers, each condition in words: "for segments a and b", "with device old phone". Nothing, if nothing is asked.
pub(in crate::scenario) fn conditions(who: &Who<'_>) -> Vec<String> {
    let stage = |stage: &&str| if *stage == "build_up" { "build-up" } else { stage }.to_owned();
    let plain = |names: &Option<Vec<&str>>| names.as_ref().map(|names| names.iter().map(ToString::to_string).collect());
    let mut out = Vec::new();
    let mut names = |before: &str, names: Option<Vec<String>>| {
        out.extend(names.filter(|names| !names.is_empty()).map(|names| match &names[..] {
            [only] => format!("{before} {only}"),
            _ => format!("{before}s {}", listed(&names, "and")),
        }));
    };
    names("for segment", plain(&who.segment));
    names("of source", plain(&who.source));
    names("in stage", who.stage.as_ref().map(|stages| stages.iter().map(stage).collect()));
    names("of program", plain(&who.member));
    names("in tier", plain(&who.tier));
    for (list, of) in [(&who.recency, "recency"), (&who.frequency, "frequency"), (&who.money, "money")] {
        let Some(list) = list else { continue };
        let list: Vec<String> = list.iter().map(u8::to_string).collect();
        out.push(format!("in {of} class {}", listed(&list, "or")));
    }
    let words = |list: Vec<&str>| listed(&list.into_iter().map(str::to_owned).collect::<Vec<_>>(), "or");
    out.extend(
        who.abc.as_ref().map(|list| format!("in ABC class {}", words(list.iter().map(|class| class.word()).collect()))),
    );
    out.extend(
        who.quadrant
            .as_ref()
            .map(|list| format!("in quadrant {}", words(list.iter().map(|quadrant| quadrant.word()).collect()))),
    );
    let days = |days: f64| written_days(days).trim_matches('"').to_owned();
    out.extend(who.tenure.map(|range| match (range.from > 0.0, range.below < f64::INFINITY) {
        (true, true) => format!("from {} to {} after joining", days(range.from), days(range.below)),
        (false, _) => format!("in the first {} after joining", days(range.below)),
        (true, false) => format!("from {} after joining on", days(range.from)),
    }));
    out.extend(who.purchases.map(|range| match (range.from > 0.0, range.below < f64::INFINITY) {
        (true, true) => format!("with {} to {} purchases", range.from, range.below - 1.0),
        (false, _) => format!("with fewer than {} purchases", range.below),
        (true, false) => format!("with {} purchases or more", range.from),
    }));
    out.extend(who.attributes.iter().map(|(name, asked)| match asked {
        Asked::Values(values) => format!("with {name} {}", words(values.clone())),
        Asked::Between(range) => format!("with {name} {}", between(*range)),
    }));
    out
}

fn between(range: Between) -> String {
    match (range.from.is_finite(), range.below.is_finite()) {
        (true, true) => format!("from {} to below {}", range.from, range.below),
        (true, false) => format!("of {} or more", range.from),
        (false, _) => format!("below {}", range.below),
    }
}

fn listed(names: &[String], word: &str) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::grammar::{Abc, Quadrant};

    #[test]
    fn every_condition_has_words() {
        let who = Who {
            segment: Some(vec!["gold", "rest"]),
            source: Some(vec!["web"]),
            member: Some(vec!["program"]),
            tier: Some(vec!["silver"]),
            stage: Some(vec!["build_up"]),
            tenure: Some(Between { from: f64::NEG_INFINITY, below: 30.0 }),
            purchases: Some(Between { from: 2.0, below: 5.0 }),
            recency: Some(vec![4, 5]),
            frequency: None,
            money: Some(vec![5]),
            abc: Some(vec![Abc::A]),
            quadrant: Some(vec![Quadrant::Vip]),
            attributes: vec![
                ("device", Asked::Values(vec!["app", "old phone"])),
                ("age", Asked::Between(Between { from: 18.0, below: f64::INFINITY })),
            ],
        };
        assert_eq!(
            conditions(&who).join(", "),
            "for segments gold and rest, of source web, in stage build-up, of program program, in tier silver, in recency class 4 or 5, \
             in money class 5, in ABC class A, in quadrant vip, in the first 30 d after joining, with 2 to 4 purchases, with device app or old phone, \
             with age of 18 or more"
        );
        assert!(conditions(&Who::default()).is_empty());
    }
}

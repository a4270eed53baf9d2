//! Metrics of the firm by their path: what they are called, which side is the better one, and which are told first.

use std::sync::LazyLock;

use super::Declared;
use super::firm::{self, Firm};
use crate::stats::Better;

/// A metric of a whole world, or one for each of several names: they stand for `*` in its path.
#[derive(Debug, Clone)]
pub struct Named {
    /// Path in `results.json`.
    pub path: String,
    /// What it is called; otherwise as its path reads.
    pub label: Option<&'static str>,
    /// Which side is the better one, if any is.
    pub better: Option<Better>,
    /// Whether it is among those that answer most questions.
    pub headline: bool,
}

/// Groups of metrics that are not declared one by one, by what their paths begin with: value classes, complaints as they are sorted, and what
/// comparing adds to a program.
const GROUPS: [(&str, Option<Better>); 4] =
    [("classes.*", None), ("complaints.*", Some(Better::Lower)), ("complaint_share.*", None), ("program.*", None)];

/// All of them: the headlines in reading order, then the others by topic.
pub static NAMED: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let named = |metric: &&Declared<Firm>| Named {
        path: metric.id().replace("{}", "*"),
        label: metric.words(),
        better: metric.better(),
        headline: metric.headline_place().is_some(),
    };
    let mut declared: Vec<&Declared<Firm>> = firm::all().collect();
    declared.sort_by_key(|metric| metric.headline_place().unwrap_or(u8::MAX));
    let group = |(path, better): (&str, _)| Named { path: path.to_owned(), label: None, better, headline: false };
    declared.iter().map(named).chain(GROUPS.map(group)).collect()
});

impl Named {
    /// The name in a path, where it is one for each of several; empty where the path is its own.
    fn name<'p>(&self, path: &'p str) -> Option<&'p str> {
        match self.path.split_once('*') {
            Some((head, tail)) => path.strip_prefix(head)?.strip_suffix(tail),
            None => (self.path == path).then_some(""),
        }
    }
}

/// The metric at a path, with the name in it where it is one of several. A path of its own counts before one for several names.
#[must_use]
pub fn named(path: &str) -> Option<(&'static Named, &str)> {
    let own = NAMED.iter().find(|metric| metric.path == path).map(|metric| (metric, ""));
    let found = own.or_else(|| NAMED.iter().find_map(|metric| Some((metric, metric.name(path)?))));
    let of_a_group = |(metric, _): &(&Named, &str)| GROUPS.iter().any(|(group, _)| *group == metric.path);
    if found.as_ref().is_some_and(of_a_group) { of_a_program(path).or(found) } else { found }
}

/// The metric at a path of one of several programs: that of the one program.
fn of_a_program(path: &str) -> Option<(&'static Named, &str)> {
    let (name, id) = path.strip_prefix("program.")?.split_once('.')?;
    let metric = NAMED.iter().find(|metric| metric.path.strip_prefix("program.") == Some(id))?;
    Some((metric, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_named_once_and_by_its_own() {
        for metric in NAMED.iter() {
            let path = metric.path.replace('*', "some name");
            assert_eq!(named(&path).map(|(own, _)| &own.path), Some(&metric.path));
        }
        assert_eq!(
            named("program.miles.cost").map(|(own, name)| (own.path.as_str(), name)),
            Some(("program.cost", "miles"))
        );
        assert_eq!(
            named("program.tier.cost").map(|(own, name)| (own.path.as_str(), name)),
            Some(("program.tier.*", "cost"))
        );
        assert_eq!(named("metrics.cac.posters").map(|(_, name)| name), Some("posters"));
        assert!(named("metrics.npv_of_nothing").is_none() && named("touchpoints.a/b.visits").is_none());
    }
}

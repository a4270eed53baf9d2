//! What decides, in words: how the metric is called, and what a world gains by it.

use super::findings::label;
use super::format::{difference_parts, signed};
use super::names::visible;
use crate::experiment::comparison::{Decides, Difference};
use crate::experiment::results::{Results, World};
use crate::metrics::journey::Journey;
use crate::metrics::resource::Resource;
use crate::metrics::touchpoint::Touchpoint;
use crate::metrics::{Subject, named};

/// Longest name of a metric in a sentence [columns].
const NAME: usize = 60;

/// What a metric is called by its path without `metrics.`.
pub(crate) fn metric(key: &str) -> String {
    let of = |name: &str, words: Option<&str>| words.map(|words| format!("{}: {words}", visible(name, NAME)));
    let subject = key.split_once('.').and_then(|(head, rest)| Some((head, rest.split_once('.')?)));
    let told = subject.and_then(|(head, (name, id))| match head {
        Resource::PATH => of(name, words::<Resource>(id)),
        Touchpoint::PATH => of(name, words::<Touchpoint>(id)),
        Journey::PATH => of(name, words::<Journey>(id)),
        _ => None,
    });
    let alone = || named(key).and_then(|(metric, name)| metric.label.filter(|_| name.is_empty()));
    told.or_else(|| alone().map(str::to_owned)).unwrap_or_else(|| label(key))
}

fn words<S: Subject>(id: &str) -> Option<&'static str> {
    let metric = S::DECLARED.iter().find(|metric| metric.id() == id)?;
    metric.label().map(|label| label.words).or_else(|| metric.words())
}

/// " by satisfaction", where it is not the value of the firm that decides.
pub(crate) fn by(results: &Results) -> String {
    let other = results.findings.decides.as_ref().filter(|decides| !decides.is_value());
    other.map_or(String::new(), |decides| format!(" by {}", inside(&metric(decides.key()))))
}

/// A name inside a sentence: in small letters, but for what is written in capitals.
pub(crate) fn inside(name: &str) -> String {
    let mut letters = name.chars();
    let (Some(first), rest) = (letters.next(), letters.as_str()) else { return String::new() };
    let spelt = rest.chars().next().is_some_and(char::is_uppercase);
    if spelt { name.to_owned() } else { first.to_lowercase().chain(rest.chars()).collect() }
}

/// A difference in what decides, signed, with its interval; of a return the return itself.
pub(crate) fn gained(difference: &Difference, results: &Results) -> String {
    let words = signed(&difference_parts(difference));
    if results.findings.decides.as_ref().is_some_and(Decides::is_return) {
        let currency = results.worlds.iter().find_map(|world| Some(&world.comparison.as_ref()?.business.cost.unit));
        return format!("{words} per {} spent", visible(currency.map_or("unit", String::as_str), 16));
    }
    words
}

/// What a world gains of what decides over the baseline, turned so that more is better.
pub(crate) fn gain(world: &World, results: &Results) -> Option<f64> {
    world.comparison.as_ref()?.difference.get(results.findings.decides_by())?.gain()
}

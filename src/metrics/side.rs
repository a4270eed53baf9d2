//! Which side of a metric is the better one.

use serde::{Deserialize, Serialize};

use super::journey::Journey;
use super::resource::Resource;
use super::touchpoint::Touchpoint;
use super::{Declared, Subject};

/// Which side is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// Which side of the metric at a path in `results.json` is the better one, as its declaration says.
#[must_use]
pub fn better(path: &str) -> Option<Better> {
    let (head, rest) = path.split_once('.')?;
    match head {
        Touchpoint::PATH => declared_better::<Touchpoint>(rest),
        Journey::PATH => declared_better::<Journey>(rest),
        Resource::PATH => declared_better::<Resource>(rest),
        _ => None,
    }
}

/// The side of the metric whose id ends a path; of several, names being free, the longest.
fn declared_better<S: Subject>(rest: &str) -> Option<Better> {
    let ends = |m: &&&Declared<S>| rest.strip_suffix(m.id()).is_some_and(|name| name.ends_with('.'));
    S::DECLARED.iter().filter(ends).max_by_key(|m| m.id().len())?.better()
}

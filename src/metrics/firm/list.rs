//! The firm, and lists of its metrics.

use crate::journey::model::Model;
use crate::metrics::{Declared, Located};

/// The firm. The id of its metrics is their path; where there is one for each of several, their name stands for `{}`, or behind the first part of a
/// path without it: `program.members` is `program.miles.members` of program "miles".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Firm {}

impl Located for Firm {
    fn path(id: &str, name: &str) -> String {
        // Names hold no dots: before one stands the name of what the named thing is part of.
        let (of, name) = match name.rsplit_once('.') {
            Some((of, name)) => (of, name),
            None if id.contains("{}") => ("", name),
            None => (name, ""),
        };
        let path = id.replace("{}", name);
        match path.split_once('.') {
            Some((head, rest)) if !of.is_empty() => format!("{head}.{of}.{rest}"),
            _ => path,
        }
    }
}

impl Firm {
    /// The name of a part of something that may have a name of its own.
    pub(super) fn name(of: &str, part: &str) -> String {
        if of.is_empty() { part.to_owned() } else { format!("{of}.{part}") }
    }
}

/// Metrics that belong together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List {
    pub(crate) metrics: &'static [&'static Declared<Firm>],
    /// Whether a model has any of them.
    pub(crate) there: fn(&Model) -> bool,
    /// Those that are measured, by number and name; one without a name where it is the firm itself.
    pub(crate) each: fn(&Model) -> Vec<(usize, String)>,
}

impl List {
    /// Of the firm itself.
    pub(super) const fn of(there: fn(&Model) -> bool) -> List {
        List { metrics: &[], there, each: |_| vec![(0, String::new())] }
    }

    /// One for each of several.
    pub(super) const fn of_each(there: fn(&Model) -> bool, each: fn(&Model) -> Vec<(usize, String)>) -> List {
        List { metrics: &[], there, each }
    }
}

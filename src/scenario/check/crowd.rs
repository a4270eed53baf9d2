//! The document as parts of the people see it who have touchpoints of their own.

use super::load::Share;
use crate::scenario::grammar::ROOT;
use crate::scenario::grammar::conform::conform;
use crate::scenario::read::patch::{Weighted, apply};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::node::Node;
use crate::scenario::who::{Crowd, Part};

/// The documents of a crowd; none where all are alike, or where a change is wrong, which is reported with it.
pub(super) fn documents(crowd: &Crowd<'_>, tree: &Node) -> Vec<Share> {
    let of = |part: &Part<'_>| {
        let mut changed = tree.clone();
        let mut problems = Vec::new();
        let changes: Vec<Weighted<'_>> = part.changes.iter().map(|change| Weighted::full(change)).collect();
        apply(&mut changed, &changes, &mut problems);
        let document = conform(ROOT, &changed, &mut problems);
        let is_good = !problems.iter().any(Diagnostic::is_error);
        is_good.then_some(Share { share: part.share, visitors: part.visitors, document })
    };
    crowd.parts.iter().map(of).collect::<Option<Vec<Share>>>().unwrap_or_default()
}

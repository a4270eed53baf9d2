//! Who comes, by share: the changes that apply to each part of the customers and of the anonymous visitors for good.

use super::condition::Condition;
use super::names::Names;
use super::told_apart::{Cells, ToldApart};
use crate::scenario::grammar::value::Change;
use crate::scenario::grammar::{CustomerRule, Root, Segment, enabled};

/// Most parts that are looked at one by one.
const MOST_PARTS: usize = 64;

/// A part of all people, and what is changed for them.
#[derive(Debug)]
pub(in crate::scenario) struct Part<'a> {
    /// Of all customers, or of all visitors.
    pub(in crate::scenario) share: f64,
    /// Whether they are anonymous visitors.
    pub(in crate::scenario) visitors: bool,
    /// The changes, in the order in which they apply.
    pub(in crate::scenario) changes: Vec<&'a Change>,
}

/// Who comes.
#[derive(Debug, Default)]
pub(in crate::scenario) struct Crowd<'a> {
    /// Empty where all are alike.
    pub(in crate::scenario) parts: Vec<Part<'a>>,
    /// Some changes ask for what only a life can tell, and are left out.
    pub(in crate::scenario) is_estimate: bool,
}

impl<'a> Crowd<'a> {
    /// The parts of a document's people that go through touchpoints of their own.
    pub(in crate::scenario) fn of(root: &'a Root<'a>) -> Self {
        let changes = |list: &[Change]| list.iter().any(|change| change.path.starts_with("journey."));
        let rules: Vec<&CustomerRule<'_>> = enabled(&root.rule).filter(|rule| changes(*rule.change)).collect();
        let segments: Vec<&Segment<'_>> = enabled(&root.segment).collect();
        if rules.is_empty() && !segments.iter().any(|segment| changes(*segment.change)) {
            return Crowd::default();
        }
        let names = Names::of(root);
        let conditions: Vec<Condition> = rules.iter().map(|rule| Condition::of(&rule.who(), &names)).collect();
        let lasting: Vec<&Condition> = conditions.iter().filter(|condition| !condition.asks_anew()).collect();
        let is_estimate = lasting.len() < conditions.len();
        let Some(told_apart) = ToldApart::of(&lasting, &names, 0, 0) else { return Crowd::default() };
        let holds = |person: &super::Person| {
            let applied = rules.iter().zip(&conditions);
            let applied = applied.filter(|(_, condition)| !condition.asks_anew() && condition.holds(person));
            applied.flat_map(|(rule, _)| *rule.change).collect::<Vec<&Change>>()
        };
        let mut parts: Vec<Part<'a>> = Vec::new();
        let mut add = |share: f64, visitors: bool, changes: Vec<&'a Change>| {
            let same = |part: &&mut Part<'_>| {
                part.visitors == visitors
                    && part.changes.len() == changes.len()
                    && part.changes.iter().zip(&changes).all(|(a, b)| std::ptr::eq(*a, *b))
            };
            match parts.iter_mut().find(same) {
                Some(part) => part.share += share,
                None => parts.push(Part { share, visitors, changes }),
            }
        };
        for kind in 0..told_apart.count() {
            let person = told_apart.customer(kind);
            // Sources are not counted here: most customers were there on day 0.
            if told_apart.kinds.source.digit.of(kind) > 0 {
                continue;
            }
            let segment = segments.get(person.segment());
            let of_segment = segment.map_or(1.0, |segment| segment.share.known().unwrap_or(0.0));
            let own = segment.map(|segment| *segment.change).unwrap_or_default();
            let changes = own.iter().chain(holds(&person)).collect();
            add(of_segment * share_of(root, &told_apart, kind), false, changes);
        }
        for kind in 0..told_apart.visitors() {
            add(share_of(root, &told_apart, kind), true, holds(&told_apart.visitor(kind)));
        }
        if parts.len() > MOST_PARTS {
            return Crowd::default();
        }
        Crowd { parts, is_estimate }
    }
}

/// Share of the people who have the attributes of a kind.
fn share_of(root: &Root<'_>, told_apart: &ToldApart, kind: u32) -> f64 {
    let attributes = enabled(&root.attribute).zip(&told_apart.attributes);
    attributes
        .map(|(attribute, told)| {
            let cell = told.digit.of(kind);
            match (&told.cells, *attribute.law) {
                (Cells::Values(cells), _) => attribute
                    .values
                    .iter()
                    .zip(cells)
                    .filter(|(_, other)| u32::from(**other) == cell)
                    .filter_map(|((_, share), _)| share.as_number())
                    .sum(),
                (Cells::Numbers(edges), Some(law)) => {
                    let law = law.to_law().place(0);
                    let below = |edge: Option<&f64>, open: f64| edge.map_or(open, |&edge| law.cdf(edge));
                    let from = (cell as usize).checked_sub(1).and_then(|at| edges.get(at));
                    below(edges.get(cell as usize), 1.0) - below(from, 0.0)
                }
                (Cells::Numbers(_), None) => 1.0,
            }
        })
        .product()
}

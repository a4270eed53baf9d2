//! Rules that set one value for one person: the later one holds, and is said to.

use crate::scenario::grammar::value::{Action, Change};
use crate::scenario::grammar::{CustomerRule, Named as _, Root, enabled};
use crate::scenario::read::patch::targets;
use crate::scenario::read::path::Step;
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::node::Node;
use crate::scenario::who::{Condition, Names};

/// A rule, whom it reaches, and the values that it sets.
struct Setting<'a> {
    rule: &'a CustomerRule<'a>,
    condition: Condition,
    values: Vec<(Vec<Step>, &'a Change)>,
}

/// Warns of every value that two rules set for somebody.
pub(super) fn overlaps(root: &Root<'_>, tree: &Node, problems: &mut Vec<Diagnostic>) {
    let names = Names::of(root);
    let mut earlier: Vec<Setting<'_>> = Vec::new();
    for rule in enabled(&root.rule) {
        let sets = rule.change.iter().filter(|change| matches!(change.action, Action::Set(_)));
        let places = |change| targets(tree, change).into_iter().flatten().map(move |place| (place.steps, change));
        let values: Vec<(Vec<Step>, &Change)> = sets.flat_map(places).collect();
        let setting = Setting { rule, condition: Condition::of(&rule.who(), &names), values };
        for other in earlier.iter().filter(|other| other.condition.meets(&setting.condition)) {
            for (place, change) in &setting.values {
                let Some((_, first)) = other.values.iter().find(|(known, _)| known == place) else { continue };
                let (name, before) = (shown(setting.rule.name()), shown(other.rule.name()));
                let message = format!(
                    "{name} and {before} both set {} for some people: for them {name} holds",
                    shown(&change.path)
                );
                problems.push(
                    Diagnostic::warning("overridden", change.path.clone(), message)
                        .at(change.span)
                        .with(first.span, "it is set here as well")
                        .help("of rules that set one value the later one holds; narrow one of the two, or put it after the other"),
                );
            }
        }
        earlier.push(setting);
    }
}

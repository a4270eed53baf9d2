//! Defaults that are computed from the whole document: how often a touchpoint fails when nothing is said, and the skill that staff usually
//! have.

use super::normalise::{complaints, fill, fill_fail_prob, fill_reference_skill};
use crate::journey::employees::equilibrium_skill;
use crate::scenario::blueprint::traffic::touches_per_customer_year;
use crate::scenario::grammar::conform::conform;
use crate::scenario::grammar::{Named as _, ROOT, Root};
use crate::scenario::text::node::{Content, Node};

/// Fills the defaults that depend on the whole scenario: how often a touchpoint fails when nothing is said, and the skill that staff
/// usually have. Interventions move neither.
///
/// # Definition
///
/// `min(0.003, incidents / touches)` with the expected touches of a customer-year, so that a finer drawing of the same journey and a more
/// frequent visitor meet as many serious incidents (domain model, section 1).
pub(in crate::scenario) fn fill_computed(tree: &mut Node) {
    if tree.get("loyalty").is_none() && tree.get("employees").is_none() {
        return;
    }
    let root = conform(ROOT, tree, &mut Vec::new());
    let root = Root::read(&root);
    if let Some(employees) = root.employees.as_ref() {
        let usual = [&employees.quit_rate, &employees.learning_time, &employees.starting_skill];
        if let [Some(quit_rate), Some(learning_time), Some(starting_skill)] = usual.map(|given| given.known()) {
            fill_reference_skill(tree, equilibrium_skill(quit_rate, learning_time, starting_skill));
        }
    }
    let Some(incidents) = root.loyalty.as_ref().and_then(|block| block.incidents.known()) else {
        return;
    };
    let touches = touches_per_customer_year(&root);
    let value = if touches > 0.0 { (incidents / touches).min(0.003) } else { 0.003 };
    let complaints = complaints(tree);
    let felt = |name: &str| !complaints.iter().any(|complaint| complaint == name);
    let felt: Vec<String> = root
        .journey
        .iter()
        .filter(|journey| journey.start.is_there() && felt(journey.name()))
        .map(|journey| journey.name().to_owned())
        .collect();
    fill_fail_prob(tree, value, &felt);
}

/// Fills what a patch has written into a filled tree, as a file is filled. `before`: the tree without it. What is computed once for all
/// worlds stays as it was computed there.
pub fn fill_patched(root: &mut Node, before: &Node) {
    fill(root);
    let skill = before.get("employees").and_then(|block| block.get("reference_skill")).map(|node| &node.content);
    if let Some(Content::Float(skill)) = skill {
        fill_reference_skill(root, *skill);
    }
    fill_computed(root);
}

//! What differs between the inputs of two worlds, or of two files, as a person would read it.

use crate::scenario::explain::effective::{explain, written};
use crate::scenario::explain::whom::conditions;
use crate::scenario::grammar::quantity::{leading_number, written_days};
use crate::scenario::grammar::value::{Item, Value};
use crate::scenario::grammar::{For, Named as _, Segment, Treatment, Who, Word as _, enabled};
use crate::scenario::load::scenario::Scenario;
use crate::scenario::read::canonical::text_of;
use crate::scenario::read::patch::{Weighted, apply, blends_at, targets};
use crate::scenario::read::path::{Step, find_mut};
use crate::scenario::text::diagnostic::Diagnostics;
use crate::scenario::text::node::{Adjust, Content, Node, plain};
use crate::scenario::world::active_in;

/// One value that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputDifference {
    /// Path of the value.
    pub path: String,
    /// In the baseline, as in the file; "not set" where there is none.
    pub from: String,
    /// In the other world, at full effect.
    pub to: String,
    /// From when to when, and for whom, in words; empty: always and for all.
    pub when: String,
}

const NOT_SET: &str = "not set";

/// What a world of some interventions changes, with what they cost. Shocks are in both worlds and no difference.
///
/// # Errors
///
/// As [`crate::scenario::compile_world`], if the interventions do not exist or exclude each other.
pub fn input_changes(scenario: &Scenario, interventions: &[&str]) -> Result<Vec<InputDifference>, Diagnostics> {
    let active: Vec<Treatment<'_>> = active_in(scenario, interventions)?;
    let mut groups: Vec<(String, Vec<&Treatment<'_>>)> = Vec::new();
    for entry in &active {
        let when = when(scenario, "intervention", entry, Course::Slow);
        match groups.iter_mut().find(|group| group.0 == when) {
            Some(group) => group.1.push(entry),
            None => groups.push((when, vec![entry])),
        }
    }
    let mut out = Vec::new();
    let root = scenario.read();
    let shocks: Vec<&Treatment<'_>> = enabled(&root.shock).collect();
    let blows: Vec<Weighted<'_>> = shocks.iter().flat_map(|shock| *shock.change).map(Weighted::full).collect();
    let segments: Vec<&Segment<'_>> = enabled(&root.segment).collect();
    for (_, entries) in &groups {
        let changes: Vec<Weighted<'_>> = entries.iter().flat_map(|entry| *entry.change).map(Weighted::full).collect();
        // Each place with whether anything of it comes or goes slowly.
        let mut places: Vec<(Vec<Step>, bool)> = Vec::new();
        for change in changes.iter().map(|weighted| weighted.change) {
            for target in targets(&scenario.tree, change).into_iter().flatten() {
                let slow = blends_at(&scenario.tree, &target, change);
                match places.iter_mut().find(|place| place.0 == target.steps) {
                    Some(place) => place.1 |= slow,
                    None => places.push((target.steps, slow)),
                }
            }
        }
        // Entries of a group act at the same time on the same customers.
        let Some(&first) = entries.first() else { continue };
        let named = first.who().segment;
        let aimed = named.is_some();
        let named = named.unwrap_or_default();
        let reached: Vec<&Segment<'_>> =
            segments.iter().copied().filter(|segment| !aimed || named.contains(&segment.name())).collect();
        // A segment has values of its own, on which the changes come.
        let trees = |own: Option<&Segment<'_>>| {
            let own = own.into_iter().flat_map(|segment| *segment.change);
            let own: Vec<Weighted<'_>> = own.map(Weighted::full).collect();
            let (mut before, mut after) = (scenario.tree.clone(), scenario.tree.clone());
            apply(&mut before, &own, &mut Vec::new());
            let both: Vec<Weighted<'_>> = own.iter().chain(&changes).copied().collect();
            apply(&mut after, &both, &mut Vec::new());
            (before, after)
        };
        let mut kinds: Vec<(&str, (Node, Node))> =
            reached.iter().map(|segment| (segment.name(), trees(Some(segment)))).collect();
        if kinds.is_empty() {
            kinds.push(("", trees(None)));
        }
        for (steps, slow) in places {
            let course = if slow { Course::Slow } else { Course::Sudden };
            let when = |names: &[&str]| when_for(scenario, "intervention", first, course, names);
            let read =
                |tree: &mut Node| find_mut(tree, &steps).map_or_else(|| NOT_SET.to_owned(), |node| readable(node));
            let mut seen: Vec<(String, String, Vec<&str>)> = Vec::new();
            for (name, (before, after)) in &mut kinds {
                let (from, to) = (read(before), read(after));
                match seen.iter_mut().find(|known| (&known.0, &known.1) == (&from, &to)) {
                    Some(known) => known.2.push(name),
                    None => seen.push((from, to, vec![name])),
                }
            }
            let alike = seen.len() == 1;
            let differs = seen.iter().any(|(from, to, _)| from != to);
            for (from, to, names) in seen.into_iter().filter(|(from, to, _)| from != to) {
                // Where all it reaches have the same values, they are those whom it names.
                let when = if alike { when(&named) } else { when(&names) };
                out.push(InputDifference { path: written(&steps), from, to, when });
            }
            if differs {
                continue;
            }
            let when = when(&named);
            // What a shock opens may be shut in the file: then the difference is there while the shock lasts.
            let strikes = |shock: &&&Treatment<'_>| {
                let mut reached =
                    shock.change.iter().filter_map(|change| targets(&scenario.tree, change).ok()).flatten();
                reached.any(|target| target.steps == steps)
            };
            let striking: Vec<&str> = shocks.iter().filter(strikes).map(|shock| shock.name()).collect();
            if striking.is_empty() {
                continue;
            }
            let (mut before, mut after) = (scenario.tree.clone(), scenario.tree.clone());
            apply(&mut before, &blows, &mut Vec::new());
            let both: Vec<Weighted<'_>> = blows.iter().chain(&changes).copied().collect();
            apply(&mut after, &both, &mut Vec::new());
            let (from, to) = (read(&mut before), read(&mut after));
            if from != to {
                let during = format!("under the shock {}", striking.join(" and "));
                let when = if when.is_empty() { during } else { format!("{when}, {during}") };
                out.push(InputDifference { path: written(&steps), from, to, when });
            }
        }
    }
    for entry in &active {
        // Costs run in full from the start; what is paid once or by the month is paid whomever it reaches.
        let [each, firm] = [Course::Steady, Course::OfFirm].map(|course| when(scenario, "intervention", entry, course));
        for slot in entry.cost.item.slots() {
            let cost = slot.item.as_number().unwrap_or(0.0);
            if cost > 0.0 {
                let path = format!("intervention.{}.cost.{}", entry.name(), slot.spec.key);
                let to = if slot.spec.key == "lag" { written_days(cost) } else { plain(cost) };
                let when = if ["once", "per_month"].contains(&slot.spec.key) { firm.clone() } else { each.clone() };
                out.push(InputDifference { path, from: "0".to_owned(), to, when });
            }
        }
    }
    Ok(out)
}

/// What differs between two files, by names, whatever the way it is written. Texts for people, what decides, assertions and interventions are left out:
/// they are no inputs of the baseline.
pub fn differences(base: &Scenario, other: &Scenario) -> Vec<InputDifference> {
    const LEFT_OUT: [&str; 9] =
        ["name", "question", "about", "sources", "decides", "extends", "intervention", "assert", "sweep"];
    let all = |scenario: &Scenario| explain(scenario, None).unwrap_or_default();
    let (here, there) = (all(base), all(other));
    let (meant_here, meant_there) = (meanings(&base.root), meanings(&other.root));
    let meaning = |meanings: &[(String, String)], path: &str| {
        let below = |known: &&(String, String)| {
            known.0.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        meanings.iter().filter(below).map(|known| known.1.as_str()).collect::<String>()
    };
    let mut paths: Vec<&str> = here.iter().map(|value| value.path.as_str()).collect();
    let known: std::collections::BTreeSet<&str> = paths.iter().copied().collect();
    paths.extend(there.iter().map(|value| value.path.as_str()).filter(|path| !known.contains(path)));
    let mut out = Vec::new();
    for path in paths {
        let section = path.split('.').next().unwrap_or_default();
        if LEFT_OUT.contains(&section)
            || path.ends_with(".name")
            || meaning(&meant_here, path) == meaning(&meant_there, path)
        {
            continue;
        }
        let text = |values: &[crate::scenario::Effective]| {
            values
                .iter()
                .find(|value| value.path == path)
                .map_or_else(|| NOT_SET.to_owned(), |value| value.value_text.clone())
        };
        out.push(InputDifference { path: path.to_owned(), from: text(&here), to: text(&there), when: String::new() });
    }
    out
}

/// Every value with its canonical text, by path.
fn meanings(root: &Item) -> Vec<(String, String)> {
    fn walk(item: &Item, path: &str, out: &mut Vec<(String, String)>) {
        for slot in item.slots() {
            let here = if path.is_empty() { slot.spec.key.to_owned() } else { format!("{path}.{}", slot.spec.key) };
            match &slot.item.value {
                Value::Block(slots) if !slots.is_empty() => walk(&slot.item, &here, out),
                Value::Entries(entries) => {
                    let list = if slot.spec.key == "touchpoint" { path } else { &here };
                    entries.iter().for_each(|entry| walk(entry, &format!("{list}.{}", entry.name()), out));
                }
                _ => out.push((here, text_of(&slot.item))),
            }
        }
    }
    let mut out = Vec::new();
    walk(root, "", &mut out);
    out
}

/// How what is told of comes and goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) enum Course {
    /// By `ramp` and `fade`.
    Slow,
    /// There from the start, and gone when the fade is over.
    Sudden,
    /// Whatever `ramp` and `fade` say.
    Steady,
    /// The same, of what the firm does or pays, whomever it reaches.
    OfFirm,
}

/// When an intervention or a shock acts and on whom, in words; empty: always and on all.
pub(in crate::scenario) fn when(scenario: &Scenario, list: &str, entry: &Treatment<'_>, course: Course) -> String {
    when_for(scenario, list, entry, course, &entry.who().segment.unwrap_or_default())
}

/// The same, of what it does to some segments.
fn when_for(scenario: &Scenario, list: &str, entry: &Treatment<'_>, course: Course, segments: &[&str]) -> String {
    let node = scenario.tree.get(list).and_then(Node::elements).into_iter().flatten();
    let node = node.into_iter().find(|node| node.get("name").and_then(Node::text) == Some(entry.name()));
    let written = |key: &str| node.and_then(|node| node.get(key)).and_then(Node::text).map(str::trim);
    let mut parts: Vec<String> = Vec::new();
    if entry.start.known().is_some_and(|start| start > 0.0) {
        parts.extend(written("start").map(|time| format!("from {time}")));
    }
    match course {
        Course::Slow => {
            parts.extend(written("ramp").map(|time| format!("in a straight line over {time}")));
            parts.extend(written("fade").map(|time| format!("fading by half every {time}")));
        }
        Course::Sudden => parts.extend(written("fade").map(|time| format!("for six half-lives of {time}"))),
        Course::Steady | Course::OfFirm => {}
    }
    parts.extend(written("end").map(|time| format!("until {time}")));
    if matches!(course, Course::OfFirm) {
        return parts.join(", ");
    }
    if let Some(event) = *entry.on {
        parts.push(format!("at each {}", event.word()));
        parts.extend(written("lasts").map(|time| format!("for {time}")));
    }
    // The keys of 0.1.0 for classes go with `on = "review"`, and are not told.
    let who = entry.whom.as_ref().map_or_else(Who::default, For::who);
    let segments = Some(segments.to_vec()).filter(|names| !names.is_empty());
    parts.extend(conditions(&Who { segment: segments, stage: entry.who().stage, ..who }));
    parts.join(", ")
}

/// A value with its changes carried out where that is plain arithmetic, else spelt out.
pub(super) fn readable(node: &Node) -> String {
    let number = |node: &Node| match &node.content {
        Content::Integer(number) => Some((*number as f64, String::new())),
        Content::Float(number) => Some((*number, String::new())),
        // Percentages of leavers do not add up.
        Content::Text(text) if !text.contains('%') => {
            leading_number(text).map(|(number, unit)| (number, unit.to_owned()))
        }
        _ => None,
    };
    let Some((mut value, unit)) = number(node).filter(|_| !node.adjust.is_empty()) else { return node.to_toml() };
    let (mut scale, mut add) = (1.0, 0.0);
    let same_unit = |node: &Node| number(node).filter(|(_, other)| *other == unit).map(|(number, _)| number);
    for change in &node.adjust {
        match change {
            Adjust::Scale { factor, weight: 1.0, .. } => scale *= factor,
            Adjust::Scale { factor, weight, .. } => scale *= 1.0 + weight * (factor - 1.0),
            Adjust::Add { amount, weight } => match same_unit(amount) {
                Some(more) => add += weight * more,
                None => return node.to_toml(),
            },
            Adjust::Toward(to, weight) => match same_unit(to) {
                Some(to) => value += weight * (to - value),
                None => return node.to_toml(),
            },
            Adjust::Raise(_) => return node.to_toml(),
        }
    }
    value = value * scale + add;
    // Twelve figures: what was written, without the noise of binary fractions.
    let value: f64 = format!("{value:.11e}").parse().unwrap_or(value);
    if unit.is_empty() { plain(value) } else { format!("\"{} {unit}\"", plain(value)) }
}

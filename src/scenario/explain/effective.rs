//! Every effective value: what it is, where it comes from, why, and what it says.

use super::inputs::{Course, when};
use super::ranges::ranges_in;
use crate::laws::family;
use crate::scenario::grammar::family::Family;
use crate::scenario::grammar::kinds::STEP_KEYS;
use crate::scenario::grammar::presets::preset_basis;
use crate::scenario::grammar::range::{AssumedRange, family_of, is_assumption};
use crate::scenario::grammar::{BlockSpec, Kind, ROOT, Treatment};
use crate::scenario::load::scenario::Scenario;
use crate::scenario::read::patch::blends;
use crate::scenario::read::path::{Step, find_mut, resolve};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::document::name_of;
use crate::scenario::text::node::{Content, Node, Origin};

/// One effective value.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// The value as it would be written.
    pub value_text: String,
    /// `file:line`, `--set`, `preset NAME`, `default`, or `not set`.
    pub origin: String,
    /// Basis of a default: a citation, `assumption`, `spec`; empty for what was written.
    pub basis: String,
    /// What the key says.
    pub doc: &'static str,
    /// It is a value whose default is an assumption.
    pub assumed: bool,
    /// How far it may be off, if its basis is an assumption: one range for each part of it that has one of its own.
    pub ranges: Vec<AssumedRange>,
    /// The family of what is not known of it, if it is a quantity.
    pub family: Option<Family>,
}

/// Lists every effective value, or those at and below a path (which may hold `*`).
///
/// # Errors
///
/// If the path matches nothing.
pub fn explain(scenario: &Scenario, path: Option<&str>) -> Result<Vec<Effective>, Box<Diagnostic>> {
    told(scenario, path, Node::to_toml)
}

/// The same, with each value put into words in a way of one's own.
pub(super) fn told(
    scenario: &Scenario,
    path: Option<&str>,
    text: fn(&Node) -> String,
) -> Result<Vec<Effective>, Box<Diagnostic>> {
    let mut all = Vec::new();
    block(scenario, ROOT, &scenario.tree, "", text, &mut all);
    let Some(path) = path else { return Ok(all) };
    // A section, list or entry: everything below it.
    let below: Vec<Effective> = all.iter().filter(|value| is_below(&value.path, path)).cloned().collect();
    if !below.is_empty() {
        return Ok(below);
    }
    let targets = resolve(&scenario.tree, path).map_err(|error| {
        Box::new(Diagnostic { help: error.help, ..Diagnostic::error(error.code, path, error.message) })
    })?;
    let mut found = Vec::new();
    for target in targets {
        let here = written(&target.steps);
        let inside: Vec<Effective> = all.iter().filter(|value| is_below(&value.path, &here)).cloned().collect();
        if !inside.is_empty() {
            found.extend(inside);
        } else if target.exists {
            // Inside a law or a timetable: the value as a whole says it.
            found.extend(all.iter().filter(|value| is_below(&here, &value.path)).cloned());
        } else {
            found.push(Effective {
                path: here,
                value_text: String::new(),
                origin: "not set".to_owned(),
                basis: String::new(),
                doc: target.spec.doc,
                assumed: is_assumption(target.spec.basis),
                ranges: Vec::new(),
                family: family_of(section_of(path), &target.spec.kind),
            });
        }
    }
    found.dedup();
    Ok(found)
}

/// What a number makes of most things,
const CONSTANT: &str = "a constant";
/// and of the way in which visitors come.
const POISSON: &str = "random arrivals at a constant rate";

/// What a number would replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// As it is written: `{ exponential = ... }`.
    pub text: String,
    /// What it is, with its article: "a law", "a timetable", "a list of times".
    pub kind: &'static str,
    /// What a number makes of it.
    pub becomes: &'static str,
    /// Whether the file says it, not a default: only then are there values inside it to change.
    pub written: bool,
    /// The part of it that is a number and keeps the rest: `exponential.mean`.
    pub inside: Option<String>,
}

impl Scenario {
    /// The law, the timetable, the list or the way of arriving that stands at a path.
    #[must_use]
    pub fn law_at(&self, path: &str) -> Option<Replaced> {
        let targets = resolve(&self.tree, path).ok()?;
        let mut tree = self.tree.clone();
        targets.iter().filter(|target| target.exists).find_map(|target| {
            let node = find_mut(&mut tree, &target.steps)?;
            let written = matches!(node.origin, Origin::File | Origin::Set);
            let replaced = |kind, becomes, inside: Option<String>| {
                Some(Replaced { text: node.to_toml(), kind, becomes, written, inside: inside.filter(|_| written) })
            };
            let fields = match &node.content {
                Content::Table(fields) => fields,
                Content::List(items) if items.len() > 1 => return replaced("a list", CONSTANT, None),
                _ => return None,
            };
            let by_step = STEP_KEYS.map(|key| node.get(key)).iter().all(Option::is_some);
            if by_step && node.get(STEP_KEYS[1]).and_then(Node::elements).is_some_and(|values| values.len() > 1) {
                return replaced("a list", CONSTANT, None);
            }
            let [field] = &fields[..] else { return None };
            match field.key.as_str() {
                "timetable" => return replaced("a timetable", CONSTANT, None),
                "every" => return replaced("a fixed interval", POISSON, Some("every".to_owned())),
                "gap" => return replaced("a law of gaps", POISSON, None),
                "wave" => return replaced("a wave", POISSON, Some("wave.mean".to_owned())),
                "at" if field.node.fields().is_some() => return replaced("a table by fee", CONSTANT, None),
                "at" => return replaced("a list of times", POISSON, None),
                _ => {}
            }
            let known = family(&field.key).filter(|known| known.name != "constant")?;
            let inner = node.get(known.name)?;
            let inside = match &inner.content {
                Content::Table(_) => known
                    .parameters()
                    .filter(|parameter| parameter.moves_mean)
                    .map(|p| p.name)
                    .find(|p| inner.get(p).is_some()),
                _ => None,
            };
            replaced("a law", CONSTANT, inside.map(|key| format!("{}.{key}", known.name)))
        })
    }
}

/// Tells whether a path is another or lies below it.
pub(in crate::scenario) fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn section_of(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// Writes steps as a path.
pub(in crate::scenario) fn written(steps: &[Step]) -> String {
    let parts: Vec<String> = steps
        .iter()
        .map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Element(at) => (at + 1).to_string(),
            Step::Entry(list, name, _) if list == "touchpoint" => name.clone(),
            Step::Entry(list, name, _) => format!("{list}.{name}"),
        })
        .collect();
    parts.join(".")
}

fn block(
    scenario: &Scenario,
    spec: &'static BlockSpec,
    node: &Node,
    path: &str,
    text: fn(&Node) -> String,
    out: &mut Vec<Effective>,
) {
    let named = spec.rest().into_iter().flat_map(|rest| {
        let others = node.fields().unwrap_or(&[]).iter().filter(|field| spec.key(&field.key).is_none());
        others.map(move |field| (field.key.as_str(), rest))
    });
    let known = spec.keys.iter().filter(|key| !key.is_rest).map(|key| (key.key, key));
    for (name, key) in known.chain(named) {
        let Some(value) = node.get(name) else {
            continue;
        };
        let here = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match (key.kind.in_form(value.elements().is_some()), &value.content) {
            (Kind::Block(inner), Content::Table(fields)) if !fields.is_empty() => {
                block(scenario, inner, value, &here, text, out)
            }
            (Kind::Entries(inner), Content::List(entries)) => {
                let list = if key.key == "touchpoint" { path } else { &here };
                for entry in entries {
                    let name = name_of(entry).unwrap_or_default();
                    block(scenario, inner, entry, &format!("{list}.{name}"), text, out);
                    timeline(scenario, key.key, name, out);
                }
            }
            _ => {
                let (origin, basis) = origin_of(scenario, value);
                // Names are what values are found by.
                let basis = if matches!(key.kind, Kind::Name) { String::new() } else { basis };
                let assumed = is_assumption(key.basis);
                let ranges = if is_assumption(&basis) { ranges_in(spec, node, &here, key, value) } else { Vec::new() };
                let (value_text, family) = (text(value), family_of(section_of(&here), &key.kind));
                out.push(Effective { path: here, value_text, origin, basis, doc: key.doc, assumed, ranges, family });
            }
        }
    }
}

/// Adds when an intervention or a shock acts and on whom: what its keys come to.
fn timeline(scenario: &Scenario, list: &str, name: &str, out: &mut Vec<Effective>) {
    if let Some(entry) = ["intervention", "shock"].contains(&list).then(|| scenario.root.entry(list, name)).flatten() {
        let entry = Treatment::read(entry);
        let slow = entry.change.iter().any(|change| blends(&scenario.tree, change));
        let when = when(scenario, list, &entry, if slow { Course::Slow } else { Course::Sudden });
        out.push(Effective {
            path: format!("{list}.{name}.timeline"),
            value_text: if when.is_empty() { "always, for all".to_owned() } else { when },
            origin: "from the keys above".to_owned(),
            basis: String::new(),
            doc: "When it acts, and on whom; ramps in twelve steps, fades in four to a half-life.",
            assumed: false,
            ranges: Vec::new(),
            family: None,
        });
    }
}

fn origin_of(scenario: &Scenario, node: &Node) -> (String, String) {
    match node.origin {
        Origin::File => (scenario.sources.file_and_line(node.span), String::new()),
        Origin::Set => ("--set".to_owned(), String::new()),
        Origin::Patch => ("patch".to_owned(), String::new()),
        Origin::Preset(name) => (format!("preset {name}"), preset_basis(name).to_owned()),
        Origin::Default(basis) => ("default".to_owned(), basis.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let text = "name = \"a\"\n[run]\nhorizon = \"1 y\"\n[population]\ncustomers = 10\n[purchase]\n[loyalty]\npreset = \"bank\"\n\
                    [[journey]]\nname = \"visit\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"desk\"\ntime = \"5 min\"\n";
        let sets = [("loyalty.support.lockin".to_owned(), "0.6".to_owned())];
        Scenario::parse("a.toml", text, &sets).expect("valid").scenario
    }

    fn one(path: &str) -> Effective {
        let mut found = explain(&scenario(), Some(path)).expect(path);
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        found.remove(0)
    }

    #[test]
    fn every_layer_is_named() {
        assert_eq!(one("run.horizon").origin, "a.toml:3");
        assert_eq!(one("loyalty.support.lockin").origin, "--set");
        assert_eq!(one("loyalty.support.inertia").origin, "preset bank");
        let seed = one("run.seed");
        assert_eq!((seed.origin.as_str(), seed.basis.as_str(), seed.value_text.as_str()), ("default", "spec", "1"));
        assert_eq!(one("hole.life.hazard").value_text, "\"0.03 per y\"");
    }

    #[test]
    fn computed_defaults_and_unset_keys_are_explained() {
        // Twelve-odd visits of one touchpoint a year: 0.12 incidents over 365/30 touches is above the cap of 0.003.
        assert_eq!(one("journey.visit.desk.fail_prob").value_text, "0.003");
        assert_eq!(one("journey.visit.desk.patience").origin, "not set");
        assert!(explain(&scenario(), Some("journey.visit.dsk.time")).is_err());
    }

    #[test]
    fn a_section_lists_all_below_it() {
        let all = explain(&scenario(), None).expect("all");
        let below = explain(&scenario(), Some("loyalty")).expect("loyalty");
        assert!(below.len() > 10 && below.len() < all.len());
        assert!(below.iter().all(|value| value.path.starts_with("loyalty.")));
    }
}

//! Paths: keys joined by dots, list entries by name, the word touchpoint left out, `*` for every entry.
//!
//! `resource.tellers.staff`, `journey.branch visit.counter.fail_prob`, `resource.agents.staff.timetable.08:00`; of a list of quantities an
//! element by its number from 1: `hole.rival.hazard.2`. A path is followed in a filled tree, so that defaults can be named too.

use crate::scenario::grammar::{BlockSpec, KeySpec, Kind, ROOT, Rule};
use crate::scenario::text::diagnostic::{nearest, shown};
use crate::scenario::text::document::name_of;
use crate::scenario::text::node::{Content, Node};

/// One step from a table to a value, or from a list to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// The entry of this name in the list of this key, and where in the list it was found.
    Entry(String, String, usize),
    /// The element of a list of quantities at this place, from 0.
    Element(usize),
}

impl Step {
    /// Follows it.
    fn on<'a>(&self, node: &'a Node) -> Option<&'a Node> {
        match self {
            Self::Key(key) => node.get(key),
            Self::Entry(list, name, at) => {
                node.get(list)?.elements()?.get(*at).filter(|entry| name_of(entry) == Some(name))
            }
            Self::Element(at) => node.elements()?.get(*at),
        }
    }
}

/// A place a path leads to.
#[derive(Clone, Debug)]
pub struct Target {
    /// The way there.
    pub steps: Vec<Step>,
    /// Whether a value is there.
    pub exists: bool,
    /// The key of the grammar that the value belongs to.
    pub spec: &'static KeySpec,
    /// Whether the value can be scaled and added to.
    pub is_quantity: bool,
    /// Whether it is a share of a whole: beside others of the same table it sums to 1.
    pub sums_to_one: bool,
}

impl Target {
    /// Tells whether it is the name of an entry.
    pub fn is_name(&self) -> bool {
        matches!(self.spec.kind, Kind::Name)
    }

    /// Tells whether it is the whole value of its key, rather than something inside it.
    pub fn is_whole(&self) -> bool {
        matches!(self.steps.last(), Some(Step::Key(key)) if key == self.spec.key)
    }
}

/// Why a path leads nowhere.
#[derive(Clone, Debug)]
pub struct PathError {
    /// Code of the diagnostic.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// A path that works, or what would.
    pub help: Option<String>,
}

/// Follows a path in a filled tree to every place it means.
///
/// # Errors
///
/// If it matches nothing, or names a block that is absent.
pub fn resolve(root: &Node, path: &str) -> Result<Vec<Target>, PathError> {
    let segments: Vec<&str> = path.split('.').collect();
    if segments.len() > 16 || segments.iter().any(|segment| segment.is_empty()) {
        return Err(PathError {
            code: "unknown-path",
            message: format!("the path {} is not keys joined by dots", shown(path)),
            help: None,
        });
    }
    let mut walk = Walk { path, segments: &segments, targets: Vec::new() };
    walk.block(ROOT, root, 0, Vec::new())?;
    Ok(walk.targets)
}

struct Walk<'a> {
    path: &'a str,
    segments: &'a [&'a str],
    targets: Vec<Target>,
}

impl Walk<'_> {
    fn block(&mut self, spec: &'static BlockSpec, node: &Node, at: usize, steps: Vec<Step>) -> Result<(), PathError> {
        let segment = self.segments[at];
        let Some(key) = spec.key(segment) else {
            if let Some(rest) = spec.rest() {
                return self.free(rest, node, at, steps);
            }
            // Touchpoints are named without the word.
            if let Some(key) = spec.key("touchpoint") {
                return self.entries(key, node, at, &steps);
            }
            return Err(self.unknown(at, spec.known_keys(), &format!("`{}` has no key {}", spec.name, shown(segment))));
        };
        let list = node.get(segment).is_some_and(|child| child.elements().is_some());
        if matches!(key.kind.in_form(list), Kind::Entries(_)) {
            if at + 1 == self.segments.len() {
                return Err(self.error(
                    "unknown-path",
                    format!("the path {} names a list", shown(self.path)),
                    Some(format!("go on with the name of an entry, or `*`: `{}.*.KEY`", self.path)),
                ));
            }
            return self.entries(key, node, at + 1, &steps);
        }
        let mut steps = steps;
        steps.push(Step::Key(key.key.to_owned()));
        let child = node.get(segment);
        if at + 1 == self.segments.len() {
            self.targets.push(Target {
                steps,
                exists: child.is_some(),
                spec: key,
                is_quantity: takes_quantity(&key.kind),
                sums_to_one: spec.rules.iter().any(|rule| matches!(rule, Rule::SumsToOne)),
            });
            return Ok(());
        }
        let Some(child) = child else {
            let what = if at == 0 {
                format!("`[{segment}]` is absent, and absent blocks cannot be patched")
            } else {
                format!("`{segment}` is not there")
            };
            let help = if at == 0 {
                format!("write `[{segment}]` in the file to turn it on with its defaults")
            } else {
                format!("set `{}` as a whole", self.segments[..=at].join("."))
            };
            return Err(self.error(
                "absent-block",
                format!("the path {} matches nothing: {what}", shown(self.path)),
                Some(help),
            ));
        };
        if matches!(key.kind, Kind::OneOrEntries(_)) && key.names_entries(self.segments[at + 1]) {
            return Err(self.not_a_list(key, at + 1));
        }
        match inner_block(&key.kind, child) {
            Some(block) => self.block(block, child, at + 1, steps),
            None => self.free(key, child, at + 1, steps),
        }
    }

    /// Goes on inside a value whose keys are free: a timetable, a law, weights, a map, a list of quantities.
    fn free(&mut self, spec: &'static KeySpec, node: &Node, at: usize, mut steps: Vec<Step>) -> Result<(), PathError> {
        let segment = self.segments[at];
        let elements = node.elements().filter(|_| takes_quantity(&spec.kind)).unwrap_or(&[]);
        let step = match segment.parse::<usize>() {
            Ok(number) if (1..=elements.len()).contains(&number) => Step::Element(number - 1),
            _ => Step::Key(segment.to_owned()),
        };
        let Some(child) = step.on(node) else {
            let known: Vec<&str> = node.fields().unwrap_or(&[]).iter().map(|field| field.key.as_str()).collect();
            let what = if !elements.is_empty() {
                format!("`{}` has the values 1 to {}", self.segments[at - 1], elements.len())
            } else if known.is_empty() {
                format!("`{}` has nothing inside", self.segments[at - 1])
            } else {
                format!("`{}` has no {}", self.segments[at - 1], shown(segment))
            };
            return Err(self.unknown(at, known, &what));
        };
        steps.push(step);
        if at + 1 == self.segments.len() {
            let is_table = segment == "timetable" || segment == "at" && child.fields().is_some();
            let is_quantity = takes_quantity(&spec.kind) && !is_table
                || matches!(spec.kind, Kind::Map(_) | Kind::Route | Kind::Peaks);
            // The values of a law are what they are; those by tenure are quantities.
            let by_step =
                matches!(spec.kind, Kind::Quantity(quantity) if quantity.forms.step && node.get("every").is_some());
            self.targets.push(Target {
                steps,
                exists: true,
                spec,
                is_quantity: is_quantity && (by_step || !matches!(child.content, Content::List(_))),
                // Of the names of the scenario's own, these are shares of all.
                sums_to_one: matches!(spec.kind, Kind::Map(_)) && ["mix", "values"].contains(&spec.key),
            });
            return Ok(());
        }
        self.free(spec, child, at + 1, steps)
    }

    fn entries(&mut self, key: &'static KeySpec, node: &Node, at: usize, steps: &[Step]) -> Result<(), PathError> {
        let segment = self.segments[at];
        let Some(block) = key.block() else { unreachable!("called for lists of blocks only") };
        let entries = node.get(key.key).and_then(Node::elements).unwrap_or(&[]);
        let chosen: Vec<(usize, &Node)> =
            entries.iter().enumerate().filter(|(_, entry)| segment == "*" || name_of(entry) == Some(segment)).collect();
        if chosen.is_empty() && matches!(key.kind, Kind::OneOrEntries(_)) && block.key(segment).is_some() {
            let mut right = self.segments.to_vec();
            right.insert(at, entries.first().and_then(name_of).unwrap_or("*"));
            let message = format!("the path {} names no `{}`, and there is a list of them", shown(self.path), key.key);
            return Err(self.error(
                "unknown-path",
                message,
                Some(format!("put a name, or `*`: `{}`", right.join("."))),
            ));
        }
        if chosen.is_empty() {
            let names = entries.iter().filter_map(name_of);
            let keys = if key.key == "touchpoint" { JOURNEY_KEYS.get_or_init(journey_keys).as_slice() } else { &[] };
            let what = if entries.is_empty() {
                format!("there is no `{}`", key.key)
            } else {
                format!("no `{}` is called {}", key.key, shown(segment))
            };
            return Err(self.unknown(at, names.chain(keys.iter().copied()), &what));
        }
        if at + 1 == self.segments.len() {
            return Err(self.error(
                "unknown-path",
                format!("the path {} names a whole `{}`", shown(self.path), key.key),
                Some(format!("go on with a key, such as `{}.enabled`", self.path)),
            ));
        }
        for (place, entry) in chosen {
            let mut steps = steps.to_vec();
            steps.push(Step::Entry(key.key.to_owned(), name_of(entry).unwrap_or_default().to_owned(), place));
            self.block(block, entry, at + 1, steps)?;
        }
        Ok(())
    }

    /// One stands where a path wants one of a list.
    fn not_a_list(&self, key: &KeySpec, at: usize) -> PathError {
        let rest = self.segments.get(at + 1..).unwrap_or_default();
        let known = |next: &&str| key.block().is_some_and(|block| block.key(next).is_some());
        if rest.first().is_none_or(|next| !known(next)) {
            let keys = key.block().into_iter().flat_map(|block| block.keys).map(|key| key.key);
            return self.unknown(at, keys, &format!("`{}` has no key {}", key.key, shown(self.segments[at])));
        }
        let mut right = self.segments.to_vec();
        right.remove(at);
        let message = format!("the path {} matches nothing: there is one [{}], not a list", shown(self.path), key.key);
        self.error("unknown-path", message, Some(format!("leave out the name: `{}`", right.join("."))))
    }

    fn unknown<'k>(&self, at: usize, known: impl IntoIterator<Item = &'k str>, what: &str) -> PathError {
        let known: Vec<&str> = known.into_iter().take(1000).collect();
        let help = match nearest(self.segments[at], known.iter().copied()) {
            Some(meant) => {
                let mut fixed = self.segments.to_vec();
                fixed[at] = meant;
                Some(format!("did you mean `{}`?", fixed.join(".")))
            }
            None if known.is_empty() => None,
            None => Some(format!("known here: {}", known.iter().take(40).copied().collect::<Vec<_>>().join(", "))),
        };
        self.error("unknown-path", format!("the path {} matches nothing: {what}", shown(self.path)), help)
    }

    fn error(&self, code: &'static str, message: String, help: Option<String>) -> PathError {
        PathError { code, message, help }
    }
}

static JOURNEY_KEYS: std::sync::OnceLock<Vec<&'static str>> = std::sync::OnceLock::new();

fn journey_keys() -> Vec<&'static str> {
    ROOT.key("journey")
        .and_then(KeySpec::block)
        .map(|block| block.keys.iter().map(|key| key.key).collect())
        .unwrap_or_default()
}

/// The block to go on in, if the value is one.
pub(in crate::scenario) fn inner_block(kind: &Kind, node: &Node) -> Option<&'static BlockSpec> {
    match kind {
        Kind::Block(block) | Kind::OneOrEntries(block) => Some(block),
        Kind::Either(kinds) => kinds.iter().find_map(|kind| match kind {
            Kind::Block(block)
                if node.fields().is_some_and(|fields| fields.iter().any(|field| block.key(&field.key).is_some())) =>
            {
                Some(*block)
            }
            _ => None,
        }),
        _ => None,
    }
}

fn takes_quantity(kind: &Kind) -> bool {
    match kind {
        Kind::Quantity(_) | Kind::Vector(..) => true,
        Kind::Either(kinds) => kinds.iter().any(takes_quantity),
        _ => false,
    }
}

/// The value at the end of some steps found in the same tree.
pub fn find<'a>(root: &'a Node, steps: &[Step]) -> Option<&'a Node> {
    steps.iter().try_fold(root, |node, step| step.on(node))
}

/// The value at the end of some steps found in the same tree, to change.
pub fn find_mut<'a>(root: &'a mut Node, steps: &[Step]) -> Option<&'a mut Node> {
    let mut node = root;
    for step in steps {
        node = match step {
            Step::Key(key) => node.get_mut(key)?,
            Step::Entry(list, name, at) => {
                node.get_mut(list)?.elements_mut()?.get_mut(*at).filter(|entry| name_of(entry) == Some(name))?
            }
            Step::Element(at) => node.elements_mut()?.get_mut(*at)?,
        };
    }
    Some(node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::text::{document::parse, node::Origin, source::Sources};

    fn tree() -> Node {
        let text = "[loyalty]\n[[resource]]\nname = \"tellers\"\nstaff = { timetable = { \"08:00\" = 2 } }\n[[journey]]\nname = \"visit\"\nstart = \"purchase\"\n\
                    [[journey.touchpoint]]\nname = \"door\"\nfail_prob = 0.1\n[[journey.touchpoint]]\nname = \"desk\"\n";
        let mut sources = Sources::default();
        let file = sources.add("", text);
        let mut root = parse(&sources, file, Origin::File, &mut Vec::new()).expect("valid");
        crate::scenario::read::normalise::fill(&mut root);
        root
    }

    #[test]
    fn paths_reach_what_they_name() {
        let root = tree();
        let count = |path: &str| resolve(&root, path).map(|targets| targets.len()).expect(path);
        assert_eq!(count("resource.tellers.staff.timetable.08:00"), 1);
        assert_eq!(count("journey.visit.*.fail_prob"), 2);
        assert_eq!(count("journey.visit.door.fail_prob"), 1);
        assert_eq!(count("journey.visit.share"), 1);
        assert_eq!(count("hole.rival.hazard"), 1);
        assert_eq!(count("loyalty.support.lockin"), 1);
        assert_eq!(count("resource.*.wage"), 1);
    }

    #[test]
    fn paths_that_match_nothing_suggest_one_that_does() {
        let root = tree();
        let help = |path: &str| resolve(&root, path).expect_err(path).help.unwrap_or_default();
        assert_eq!(help("resource.teller.staff"), "did you mean `resource.tellers.staff`?");
        assert_eq!(help("resource.tellers.staf"), "did you mean `resource.tellers.staff`?");
        assert_eq!(help("journey.visit.dor.fail_prob"), "did you mean `journey.visit.door.fail_prob`?");
        assert!(help("contract.retention").contains("[contract]"));
        assert!(help("employees.quit_rate").contains("[employees]"));
        assert_eq!(resolve(&root, "resource..staff").expect_err("empty").code, "unknown-path");
    }
}

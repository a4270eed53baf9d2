//! From a file to a checked scenario.
//!
//! Text → tree → one file over another → `--set` → defaults → typed values → checks → every world it describes. Nothing runs before all
//! of it holds, and all problems of a stage come at once.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::check::{self, Lasting};
use super::compile::structure;
use super::compile::timeline::Timeline;
use super::conform::conform;
use super::diagnostic::{Diagnostic, Diagnostics, nearest, shown};
use super::document::MAX_BYTES;
use super::grammar::{Named, ROOT, Root, STAGES, Segment, Treatment, enabled, entry};
use super::layers::read_layers;
use super::node::{Node, Origin};
use super::normalise::{complaints, fill, fill_fail_prob, fill_reference_skill};
use super::patch::{Patch, Weighted, apply, set_in_file};
use super::patched;
use super::path::{find_mut, resolve};
use super::presets::{named_preset, preset_names};
use super::reading::read_text;
use super::source::{Sources, Span};
use super::value::{Change, Item};
use crate::journey::employees::equilibrium_skill;

/// The path that takes the name of a preset, of a block or of a single value, instead of a value.
pub const PRESET: &str = "preset";

/// Most work in checking worlds [values read].
const MOST_WORK: usize = 500_000;
/// Most `--set` options.
const MOST_SETS: usize = 200;

/// A checked scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Every value, typed, in base units.
    pub root: Item,
    /// Its name.
    pub name: String,
    /// The question it is meant to answer.
    pub question: String,
    /// SHA-256 of the canonical normalised tree, in hexadecimal: equal for scenarios that mean the same.
    pub hash: String,
    /// The texts behind it.
    pub sources: Arc<Sources>,
    /// The filled tree that patches act on.
    pub(super) tree: Node,
    /// The tree as written: files laid over each other and `--set`, before defaults.
    pub(super) written: Arc<Node>,
}

/// A checked scenario with what is odd about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Warnings.
    pub warnings: Diagnostics,
}

impl Scenario {
    /// Reads a file, with `--set PATH=VALUE` changes.
    ///
    /// # Errors
    ///
    /// Every problem found, errors and warnings.
    pub fn load(path: &Path, sets: &[(String, String)]) -> Result<Loaded, Diagnostics> {
        let name = path.display().to_string();
        match read_text(path, MAX_BYTES) {
            Ok(text) => read(&name, text, path.parent(), sets),
            Err(reason) => {
                let problem = Diagnostic::error("unreadable", "", format!("cannot read {}: {reason}", shown(&name)));
                Err(Diagnostics::new(vec![problem], Arc::new(Sources::default())))
            }
        }
    }

    /// Reads a text that has no folder, so that `extends` is refused; `name` is shown in messages.
    ///
    /// # Errors
    ///
    /// Every problem found, errors and warnings.
    pub fn parse(name: &str, text: &str, sets: &[(String, String)]) -> Result<Loaded, Diagnostics> {
        read(name, text.to_owned(), None, sets)
    }

    /// Its blocks, typed.
    pub fn read(&self) -> Root<'_> {
        Root::read(&self.root)
    }

    /// The scenario changed by some patches, checked whole.
    ///
    /// # Errors
    ///
    /// Every problem of a patch or of the changed document.
    pub fn patched(&self, patches: &[Patch]) -> Result<Self, Diagnostics> {
        let mut sources = (*self.sources).clone();
        let mut problems = Vec::new();
        let changes: Vec<Change> =
            patches.iter().filter_map(|patch| patch.to_change(&mut sources, &mut problems)).collect();
        let changes: Vec<Weighted<'_>> = changes.iter().map(Weighted::full).collect();
        self.changed(&changes, Lasting::ToTheEnd, Arc::new(sources), problems)
    }

    /// The document of one intervention with all that it carries along, at full effect, without what reaches some customers
    /// only. What runs is made by [`super::compile_world`].
    ///
    /// # Errors
    ///
    /// None for a checked scenario, unless there is no such intervention.
    pub fn world(&self, intervention: &str) -> Result<Self, Diagnostics> {
        let mut problems = Vec::new();
        let root = self.read();
        if entry(&root.intervention, intervention).is_none() {
            problems.push(Diagnostic::error(
                "unknown-intervention",
                "",
                format!("there is no intervention called {}", shown(intervention)),
            ));
        }
        let carried = check::carried(&root, intervention);
        let general = carried.into_iter().filter(|entry| reaches_all(entry)).flat_map(|entry| *entry.change);
        let changes: Vec<Weighted<'_>> = general.map(Weighted::full).collect();
        self.changed(&changes, Lasting::ToTheEnd, Arc::clone(&self.sources), problems)
    }

    /// The scenario under some changes, in order of time, each as far as it is in force.
    ///
    /// # Errors
    ///
    /// Every problem of a change or of the changed document.
    pub(super) fn under(&self, changes: &[Weighted<'_>], lasting: Lasting) -> Result<Self, Diagnostics> {
        self.changed(changes, lasting, Arc::clone(&self.sources), Vec::new())
    }

    fn changed(
        &self,
        changes: &[Weighted<'_>],
        lasting: Lasting,
        sources: Arc<Sources>,
        mut problems: Vec<Diagnostic>,
    ) -> Result<Self, Diagnostics> {
        let mut tree = self.tree.clone();
        apply(&mut tree, changes, &mut problems);
        let root = conform(ROOT, &tree, &mut problems);
        check::document(&Root::read(&root), lasting, &mut problems);
        if problems.iter().any(Diagnostic::is_error) {
            return Err(Diagnostics::new(problems, sources));
        }
        Ok(finish(root, tree, Arc::clone(&self.written), sources))
    }
}

fn read(name: &str, text: String, folder: Option<&Path>, sets: &[(String, String)]) -> Result<Loaded, Diagnostics> {
    let mut sources = Sources::default();
    let mut problems = Vec::new();
    let first = sources.add(name, text);
    let Some(mut raw) = read_layers(&mut sources, first, folder, &mut problems) else {
        return Err(Diagnostics::new(problems, Arc::new(sources)));
    };
    if sets.len() > MOST_SETS {
        problems.push(Diagnostic::error(
            "too-large",
            "",
            format!("{} values were set; at most {MOST_SETS} are allowed", sets.len()),
        ));
    }
    for (path, value) in sets.iter().take(MOST_SETS) {
        let mut filled = raw.clone();
        fill(&mut filled);
        match path.as_str() {
            PRESET => preset_in_file(&mut raw, &filled, &mut sources, value, &mut problems),
            _ => set_in_file(&mut raw, &filled, &mut sources, path, value, &mut problems),
        }
    }
    let mut tree = raw.clone();
    fill(&mut tree);
    fill_computed(&mut tree);
    let root = conform(ROOT, &tree, &mut problems);
    let blocks = Root::read(&root);
    check::document(&blocks, Lasting::ToTheEnd, &mut problems);
    check::wages(&tree, &mut problems);
    patched::paths(&blocks, &tree, &mut problems);
    patched::sweep_paths(&blocks, &tree, &mut problems);
    if !problems.iter().any(Diagnostic::is_error) {
        worlds(&blocks, &tree, &mut problems);
    }
    let sources = Arc::new(sources);
    if problems.iter().any(Diagnostic::is_error) {
        return Err(Diagnostics::new(problems, sources));
    }
    let warnings = Diagnostics::new(problems, Arc::clone(&sources));
    Ok(Loaded { scenario: finish(root, tree, Arc::new(raw), sources), warnings })
}

/// Writes what a preset of the command line sets, and says where it comes from.
fn preset_in_file(raw: &mut Node, filled: &Node, sources: &mut Sources, name: &str, problems: &mut Vec<Diagnostic>) {
    let Some((known, path, value)) = named_preset(name) else {
        let span = Span::new(sources.add("--preset", name), 0..name.len());
        let problem = Diagnostic::error("unknown-preset", PRESET, format!("there is no preset called {}", shown(name)));
        problems.push(problem.at(span).help(match nearest(name, preset_names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", preset_names().map(shown).collect::<Vec<_>>().join(", ")),
        }));
        return;
    };
    set_in_file(raw, filled, sources, path, &value, problems);
    for target in resolve(filled, path).unwrap_or_default() {
        if let Some(node) = find_mut(raw, &target.steps) {
            node.relabel(node.span, Origin::Preset(known));
        }
    }
}

/// Fills the defaults that depend on the whole scenario: how often a touchpoint fails when nothing is said, and the skill that staff
/// usually have. Interventions move neither.
///
/// # Definition
///
/// `min(0.003, incidents / touches)` with the expected touches of a customer-year, so that a finer drawing of the same journey and a more
/// frequent visitor meet as many serious incidents (domain model, section 1).
pub(super) fn fill_computed(tree: &mut Node) {
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
    let touches = check::touches_per_customer_year(&root);
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

/// Tells whether the change of an entry is one of the scenario as a whole, not of some customers.
pub(super) fn reaches_all(entry: &Treatment<'_>) -> bool {
    !limited(entry) && !entry.on.is_there()
}

/// Tells whether an entry is aimed at some segments or stages.
fn limited(entry: &Treatment<'_>) -> bool {
    entry.segments.is_there() || entry.stages.is_there()
}

/// Checks every world the document describes, at full effect: each segment, shock and intervention changes it, and the result must hold
/// as a document. A change that reaches some customers only is checked on theirs.
fn worlds(root: &Root<'_>, tree: &Node, problems: &mut Vec<Diagnostic>) {
    let mut checker = Checker { tree, size: tree.count(), work: 0, problems };
    for segment in root.segment.iter() {
        let changes: Vec<Weighted<'_>> = segment.change.iter().map(Weighted::full).collect();
        if checker.document(segment, &changes, Lasting::ForAWhile).is_none() {
            return;
        }
    }
    let shocks = root.shock.iter().map(|entry| (entry, vec![entry]));
    let carried = root.intervention.iter().map(|entry| (entry, check::carried(root, entry.name())));
    for (entry, active) in shocks.chain(carried) {
        let general = active.iter().filter(|active| !limited(active)).flat_map(|active| *active.change);
        let general: Vec<Weighted<'_>> = general.map(Weighted::full).collect();
        let Some(world) = checker.document(entry, &general, lasting(root, &active)) else { return };
        if let Some(world) = world
            && checker.structure(entry, root, &world, &active).is_none()
        {
            return;
        }
        for (segment, own) in limited_to(root, &active) {
            let segment = segment.map(|segment| *segment.change);
            let changes = segment.into_iter().chain(own.iter().map(|entry| *entry.change)).flatten();
            let changes: Vec<Weighted<'_>> = changes.map(Weighted::full).collect();
            if checker.document(entry, &changes, Lasting::ForAWhile).is_none() {
                return;
            }
        }
    }
}

/// Customers who are reached by other entries than everybody is: their segment, if there are any, and what reaches them; each set once.
fn limited_to<'a>(
    root: &'a Root<'a>,
    active: &[&'a Treatment<'a>],
) -> Vec<(Option<&'a Segment<'a>>, Vec<&'a Treatment<'a>>)> {
    let mut segments: Vec<Option<&Segment<'_>>> = enabled(&root.segment).map(Some).collect();
    if segments.is_empty() {
        segments.push(None);
    }
    let mut out: Vec<(Option<&Segment<'_>>, Vec<&Treatment<'_>>)> = Vec::new();
    for segment in segments {
        let first = out.len();
        for stage in STAGES {
            let reached = |entry: &&&Treatment<'_>| {
                let of_segment = segment.is_some_and(|segment| entry.segments.says(segment.name()));
                (of_segment || !entry.segments.is_there()) && (entry.stages.says(stage) || !entry.stages.is_there())
            };
            let own: Vec<&Treatment<'_>> = active.iter().filter(reached).copied().collect();
            let known = |(_, other): &(_, Vec<&Treatment<'_>>)| {
                other.len() == own.len() && other.iter().zip(&own).all(|(a, b)| std::ptr::eq(*a, *b))
            };
            if own.iter().any(|entry| limited(entry)) && !out[first..].iter().any(known) {
                out.push((segment, own));
            }
        }
    }
    out
}

/// How long all of these are in full force together.
fn lasting(root: &Root<'_>, active: &[&Treatment<'_>]) -> Lasting {
    let horizon = root.run.horizon.known().unwrap_or(f64::INFINITY);
    let last_days = |entry: &&Treatment<'_>| Timeline::of(entry).last_days(horizon);
    Lasting::of(active.iter().filter(|entry| !entry.on.is_there()).map(last_days).fold(horizon, f64::min))
}

struct Checker<'a> {
    tree: &'a Node,
    size: usize,
    work: usize,
    problems: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Refuses changes that would make entries come or go in the course of a run. `None` once there is too much to check.
    fn structure(
        &mut self,
        entry: &Treatment<'_>,
        root: &Root<'_>,
        world: &Item,
        active: &[&Treatment<'_>],
    ) -> Option<()> {
        let always = |active: &&Treatment<'_>| Timeline::of(active).is_constant() && reaches_all(active);
        let after = structure::of(&Root::read(world));
        if active.iter().all(always) || structure::of(root) == after {
            return Some(());
        }
        let from_day_0 = active.iter().filter(|entry| always(entry)).flat_map(|entry| *entry.change);
        let from_day_0: Vec<Weighted<'_>> = from_day_0.map(Weighted::full).collect();
        let start = self.document(entry, &from_day_0, Lasting::ToTheEnd)?;
        let before = match &start {
            Some(start) => structure::of(&Root::read(start)),
            None => structure::of(root),
        };
        if let Some(what) = structure::difference(&before, &after) {
            let later = active.iter().filter(|active| !always(active));
            let change = structure::suspect(later.flat_map(|entry| *entry.change));
            self.problems.push(structure::refusal(&format!("with {}", shown(entry.name())), what, change));
        }
        Some(())
    }

    /// Checks one changed document; nothing if nothing changes. `None` once there is too much to check.
    fn document(&mut self, entry: &dyn Named, changes: &[Weighted<'_>], lasting: Lasting) -> Option<Option<Item>> {
        if changes.is_empty() {
            return Some(None);
        }
        let mut changed = self.tree.clone();
        let mut found = Vec::new();
        self.work += self.size + apply(&mut changed, changes, &mut found);
        if self.work > MOST_WORK {
            let message = format!("the changed worlds are too many to check: more than {MOST_WORK} values in all");
            self.problems.push(Diagnostic::error("too-large", "", message).at(entry.span()));
            return None;
        }
        let world = conform(ROOT, &changed, &mut found);
        check::document(&Root::read(&world), lasting, &mut found);
        for mut problem in found.into_iter().filter(Diagnostic::is_error) {
            problem.message = format!("with {}: {}", shown(entry.name()), problem.message);
            if problem.related.is_none() {
                problem.related = Some((entry.name_span(), "in the world of this change".to_owned()));
            }
            self.problems.push(problem);
        }
        Some(Some(world))
    }
}

pub(super) fn finish(root: Item, tree: Node, written: Arc<Node>, sources: Arc<Sources>) -> Scenario {
    let blocks = Root::read(&root);
    let (name, question) = ((*blocks.name).to_owned(), blocks.question.unwrap_or_default().to_owned());
    let mut canonical = String::new();
    super::canonical::write(&root, &mut canonical);
    let digest = Sha256::digest(canonical.as_bytes());
    let hash = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Scenario { name, question, hash, root, sources, tree, written }
}

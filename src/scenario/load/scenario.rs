//! From a file to a checked scenario.
//!
//! Text → tree → one file over another → `--set` → defaults → typed values → checks → every world it describes. Nothing runs before all
//! of it holds, and all problems of a stage come at once.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::overlaps::overlaps;
use super::worlds::worlds;
use crate::scenario::check::paths;
use crate::scenario::check::{self, Lasting};
use crate::scenario::grammar::conform::conform;
use crate::scenario::grammar::presets::{named_preset, preset_names};
use crate::scenario::grammar::value::{Change, Item};
use crate::scenario::grammar::{ROOT, Root, entry};
use crate::scenario::read::computed::fill_computed;
use crate::scenario::read::layers::read_layers;
use crate::scenario::read::normalise::fill;
use crate::scenario::read::patch::{Patch, Weighted, apply, set_in_file};
use crate::scenario::read::path::{find_mut, resolve};
use crate::scenario::text::diagnostic::{Diagnostic, Diagnostics, nearest, shown};
use crate::scenario::text::document::MAX_BYTES;
use crate::scenario::text::node::{Node, Origin};
use crate::scenario::text::reading::read_text;
use crate::scenario::text::source::{Sources, Span};

/// The path that takes the name of a preset, of a block or of a single value, instead of a value.
pub const PRESET: &str = "preset";

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
    pub(in crate::scenario) tree: Node,
    /// The tree as written: files laid over each other and `--set`, before defaults.
    pub(in crate::scenario) written: Arc<Node>,
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
    /// only. What runs is made by [`crate::scenario::compile_world`].
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
        let general = carried.into_iter().filter(|entry| entry.reaches_all()).flat_map(|entry| *entry.change);
        let changes: Vec<Weighted<'_>> = general.map(Weighted::full).collect();
        self.changed(&changes, Lasting::ToTheEnd, Arc::clone(&self.sources), problems)
    }

    /// The scenario under some changes, in order of time, each as far as it is in force.
    ///
    /// # Errors
    ///
    /// Every problem of a change or of the changed document.
    pub(in crate::scenario) fn under(&self, changes: &[Weighted<'_>], lasting: Lasting) -> Result<Self, Diagnostics> {
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
        check::document(&Root::read(&root), &tree, lasting, &mut problems);
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
    whole(raw, sources, problems)
}

/// A tree as written, filled, read and checked whole; `problems` are those that are known already.
pub(in crate::scenario) fn whole(
    raw: Node,
    sources: Sources,
    mut problems: Vec<Diagnostic>,
) -> Result<Loaded, Diagnostics> {
    let mut tree = raw.clone();
    fill(&mut tree);
    fill_computed(&mut tree);
    let root = conform(ROOT, &tree, &mut problems);
    let blocks = Root::read(&root);
    check::document(&blocks, &tree, Lasting::ToTheEnd, &mut problems);
    check::wages(&tree, &mut problems);
    paths::paths(&blocks, &tree, &mut problems);
    paths::sweep_paths(&blocks, &tree, &mut problems);
    if !problems.iter().any(Diagnostic::is_error) {
        worlds(&blocks, &tree, &mut problems);
        overlaps(&blocks, &tree, &mut problems);
    }
    let sources = Arc::new(sources);
    if problems.iter().any(Diagnostic::is_error) {
        return Err(Diagnostics::new(problems, sources));
    }
    let scenario = finish(root, tree, Arc::new(raw), Arc::clone(&sources));
    let found = scenario.unknowns();
    problems.extend(found.map_or_else(|problems| problems, |(_, warnings)| warnings));
    if problems.iter().any(Diagnostic::is_error) {
        return Err(Diagnostics::new(problems, sources));
    }
    Ok(Loaded { scenario, warnings: Diagnostics::new(problems, sources) })
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

pub(in crate::scenario) fn finish(root: Item, tree: Node, written: Arc<Node>, sources: Arc<Sources>) -> Scenario {
    let blocks = Root::read(&root);
    let (name, question) = ((*blocks.name).to_owned(), blocks.question.unwrap_or_default().to_owned());
    let mut canonical = String::new();
    crate::scenario::read::canonical::write(&root, &mut canonical);
    let digest = Sha256::digest(canonical.as_bytes());
    let hash = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Scenario { name, question, hash, root, sources, tree, written }
}

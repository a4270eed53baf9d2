//! A design point: the file itself with some of its values changed, as a sweep does it.
//!
//! A `set` is written into the file before its defaults are filled, as `--set` does, so that defaults that depend on it follow. A `scale` or
//! an `add` acts on the filled tree, under whatever shocks and interventions change later. Either way the result is checked whole.

use std::sync::Arc;

use super::scenario::{Loaded, Scenario, finish};
use crate::scenario::check;
use crate::scenario::grammar::conform::conform;
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::Change;
use crate::scenario::grammar::{Kind, ROOT, Root};
use crate::scenario::read::computed::fill_computed;
use crate::scenario::read::normalise::fill;
use crate::scenario::read::patch::{Op, Patch, Weighted, apply, set_in_file};
use crate::scenario::read::path::resolve;
use crate::scenario::text::diagnostic::{Diagnostic, Diagnostics};
use crate::scenario::text::node::Content;

impl Scenario {
    /// The scenario at a design point, checked whole.
    ///
    /// # Errors
    ///
    /// Every problem of a patch or of the changed document.
    pub fn at_point(&self, patches: &[Patch]) -> Result<Self, Diagnostics> {
        self.loaded_at_point(patches).map(|loaded| loaded.scenario)
    }

    /// The same with what is odd about it.
    ///
    /// # Errors
    ///
    /// As [`Scenario::at_point`].
    pub fn loaded_at_point(&self, patches: &[Patch]) -> Result<Loaded, Diagnostics> {
        let mut sources = (*self.sources).clone();
        let mut problems = Vec::new();
        let mut written = (*self.written).clone();
        for patch in patches.iter().filter(|patch| patch.op == Op::Set) {
            set_in_file(&mut written, &self.tree, &mut sources, &patch.path, &patch.value, &mut problems);
        }
        let mut tree = written.clone();
        fill(&mut tree);
        fill_computed(&mut tree);
        let others = patches.iter().filter(|patch| patch.op != Op::Set);
        let changes: Vec<Change> = others.filter_map(|patch| patch.to_change(&mut sources, &mut problems)).collect();
        let changes: Vec<Weighted<'_>> = changes.iter().map(Weighted::full).collect();
        apply(&mut tree, &changes, &mut problems);
        let root = conform(ROOT, &tree, &mut problems);
        check::document(&Root::read(&root), &tree, check::Lasting::ToTheEnd, &mut problems);
        let sources = Arc::new(sources);
        if problems.iter().any(Diagnostic::is_error) {
            return Err(Diagnostics::new(problems, sources));
        }
        let warnings = Diagnostics::new(problems, Arc::clone(&sources));
        Ok(Loaded { scenario: finish(root, tree, Arc::new(written), sources), warnings })
    }

    /// Tells whether what stands at a path takes whole numbers only, such as staff.
    ///
    /// # Errors
    ///
    /// A path that matches nothing, with the nearest that does.
    pub fn takes_whole_numbers(&self, path: &str) -> Result<bool, Box<Diagnostic>> {
        let targets = resolve(&self.tree, path).map_err(|error| {
            Box::new(Diagnostic { help: error.help, ..Diagnostic::error(error.code, path, error.message) })
        })?;
        Ok(targets.iter().any(|target| is_whole(&target.spec.kind)))
    }

    /// The scenario as one text without `extends` or `--set`, one section a line. Read back, it has the same hash.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let Content::Table(fields) = &self.written.content else { return String::new() };
        let kept = fields.iter().filter(|field| field.key != "extends");
        kept.map(|field| format!("{} = {}\n", field.key, field.node.to_toml())).collect()
    }
}

fn is_whole(kind: &Kind) -> bool {
    match kind {
        Kind::Quantity(quantity) | Kind::Vector(quantity, _) => quantity.unit == Unit::Integer,
        Kind::Either(kinds) => kinds.iter().any(is_whole),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn load(name: &str) -> Scenario {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        Scenario::load(&path, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario
    }

    #[test]
    fn the_text_of_every_shipped_scenario_means_the_same() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")];
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                if path.extension().is_none_or(|extension| extension != "toml") {
                    continue;
                }
                let scenario = load(path.to_str().expect("UTF-8"));
                let again = Scenario::parse("again.toml", &scenario.to_toml(), &[]);
                let again = again.unwrap_or_else(|problems| panic!("{path:?}: {}", problems.render(false)));
                assert_eq!(again.scenario.hash, scenario.hash, "{path:?}");
            }
        }
    }

    #[test]
    fn a_point_is_the_file_with_other_values() {
        let scenario = load("bank-branch.toml");
        assert_eq!(scenario.at_point(&[]).expect("itself").hash, scenario.hash);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bank-branch.toml");
        let sets = [("resource.tellers.staff".to_owned(), "4".to_owned())];
        let set = Scenario::load(&path, &sets).expect("valid").scenario;
        let point = scenario.at_point(&[Patch::set("resource.tellers.staff", "4")]).expect("valid");
        assert_eq!(point.hash, set.hash, "a set is a --set");
        let doubled = scenario.at_point(&[Patch::scale("purchase.margin", 1.0)]).expect("valid");
        assert_eq!(doubled.hash, scenario.hash, "a factor of 1 changes nothing");
        assert!(scenario.at_point(&[Patch::set("purchase.margin", "7")]).is_err());
        assert!(scenario.at_point(&[Patch::set("purchase.margn", "0.2")]).is_err());
    }

    #[test]
    fn staff_is_whole_and_a_margin_is_not() {
        let scenario = load("bank-branch.toml");
        assert!(scenario.takes_whole_numbers("resource.tellers.staff").expect("there"));
        assert!(!scenario.takes_whole_numbers("purchase.margin").expect("there"));
        assert!(scenario.takes_whole_numbers("resource.tellers.stuff").is_err());
    }
}

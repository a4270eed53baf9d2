//! Who imports whom among the files of `src`: `use` lines and paths in the code, re-exports followed to where the item stands.
//!
//! What a macro makes is not seen, nor are tests and fixtures. A `mod.rs` names what others hold, so it imports nothing itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::program::root;

/// A file by its module, "experiment::run::parts".
type Module = Vec<String>;

/// One path that a file names.
struct Named {
    path: Vec<String>,
    /// Handed on by `pub use`.
    public: bool,
}

/// The files of a crate and what each imports.
pub(crate) struct Imports {
    named: BTreeMap<Module, Vec<Named>>,
    edges: BTreeMap<Module, BTreeSet<Module>>,
}

impl Imports {
    /// Those of `src`.
    pub(crate) fn of_source() -> Imports {
        let src = root().join("src");
        let mut files = Vec::new();
        super::layers::sources(&src, &mut files);
        let below = |file: &Path| file.strip_prefix(&src).expect("below src").display().to_string();
        Imports::of(&files.iter().map(|f| (below(f), fs::read_to_string(f).expect("text"))).collect())
    }

    /// Those of files by name.
    pub(crate) fn of(files: &BTreeMap<String, String>) -> Imports {
        let named = files.iter().map(|(file, text)| (module(file), paths(text))).collect();
        let mut imports = Imports { named, edges: BTreeMap::new() };
        for file in files.keys().filter(|file| !file.ends_with("mod.rs") && !is_test(file)) {
            let own = module(file);
            let paths = imports.named[&own].iter().filter_map(|named| imports.absolute(&own, &named.path));
            let found = paths.map(|path| imports.resolve(path, 0)).filter(|to| *to != own && !to.is_empty());
            let found = found.collect();
            imports.edges.insert(own, found);
        }
        imports
    }

    /// Each file with a file that it imports.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&Module, &Module)> {
        self.edges.iter().flat_map(|(from, all)| all.iter().map(move |to| (from, to)))
    }

    /// Files that import each other, by whatever way round; the largest circles first.
    pub(crate) fn circles(&self) -> Vec<BTreeSet<&Module>> {
        let reached: BTreeMap<&Module, BTreeSet<&Module>> =
            self.edges.keys().map(|from| (from, self.reach(from))).collect();
        let circle = |of: &&Module| -> BTreeSet<&Module> {
            let back = |to: &&Module| reached.get(*to).is_some_and(|all| all.contains(of));
            reached[*of].iter().copied().filter(back).collect()
        };
        let all: BTreeSet<BTreeSet<&Module>> = reached.keys().map(circle).filter(|circle| circle.len() > 1).collect();
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
        all
    }

    fn reach<'i>(&'i self, from: &'i Module) -> BTreeSet<&'i Module> {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            open.extend(self.edges.get(at).into_iter().flatten().filter(|to| reached.insert(*to)));
        }
        reached
    }

    /// A path from the root of the crate; none for other crates and for what is defined in the file.
    fn absolute(&self, own: &Module, path: &[String]) -> Option<Vec<String>> {
        let ups = path.iter().take_while(|part| *part == "super").count();
        let (base, rest) = match path[0].as_str() {
            "crate" => (&[][..], &path[1..]),
            "self" => (&own[..], &path[1..]),
            "super" => (&own[..own.len().checked_sub(ups)?], &path[ups..]),
            child => {
                let is_child = self.named.contains_key(&[&own[..], &[child.to_owned()]].concat());
                is_child.then_some((&own[..], path))?
            }
        };
        Some([base, rest].concat())
    }

    /// The file where the item at a path stands.
    fn resolve(&self, path: Vec<String>, depth: usize) -> Module {
        let at = (0..=path.len()).rev().find(|&n| self.named.contains_key(&path[..n])).unwrap_or(0);
        let (module, rest) = path.split_at(at);
        let handed_on = |named: &Named| {
            let from = self.absolute(&module.to_vec(), &named.path).filter(|from| from != &path)?;
            (named.public && from.last() == rest.first()).then(|| [&from[..], &rest[1..]].concat())
        };
        let from = self.named.get(module).into_iter().flatten().find_map(handed_on).filter(|_| depth < 6);
        from.map_or_else(|| module.to_vec(), |from| self.resolve(from, depth + 1))
    }
}

fn module(file: &str) -> Module {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').filter(|part| !["lib", "mod"].contains(part)).map(str::to_owned).collect()
}

fn is_test(file: &str) -> bool {
    let mut parts = file.trim_end_matches(".rs").split('/');
    parts.any(|part| part.ends_with("tests") || part.starts_with("fixtures"))
}

/// Every path of a file, its tests and comments left out.
fn paths(text: &str) -> Vec<Named> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect();
    let code = code.join("\n");
    let uses = code.split(';').filter_map(|statement| {
        // What stands before on other lines belongs to an item that has no end of its own.
        let at = statement.rfind("use ").filter(|at| !statement[..*at].ends_with(|c: char| c.is_alphanumeric()))?;
        let public = statement[..at].lines().last().is_some_and(|line| line.trim_start().starts_with("pub"));
        Some((&statement[at + 4..], public))
    });
    let of_path = |path: String, public| Named { path: path.split("::").map(str::to_owned).collect(), public };
    let used = uses.flat_map(|(tree, public)| branches(tree).into_iter().map(move |path| of_path(path, public)));
    let inline = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).filter(|path| {
        let mut heads = ["crate::", "super::", "self::"].iter();
        heads.any(|head| path.starts_with(head)) && !path.ends_with(':')
    });
    used.chain(inline.map(|path| of_path(path.to_owned(), false))).collect()
}

/// The paths of a `use` with braces.
fn branches(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or(tree).trim().to_owned()];
    };
    let mut depth = 0;
    let inner = rest.trim_end().strip_suffix('}').unwrap_or(rest);
    let parts = inner.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let named = parts.filter(|part| !part.trim().is_empty());
    named.flat_map(branches).map(|part| format!("{}{part}", head.trim())).collect()
}

#[test]
fn a_circle_is_seen_through_a_hand_on_and_none_where_there_is_none() {
    let files = |list: &[(&str, &str)]| list.iter().map(|(f, t)| ((*f).to_owned(), (*t).to_owned())).collect();
    let names = |circle: &BTreeSet<&Module>| circle.iter().map(|m| m.join("::")).collect::<Vec<_>>();
    let round = Imports::of(&files(&[
        ("lib.rs", "pub mod a;\npub mod b;"),
        ("a/mod.rs", "mod one;\npub use one::{One, Other as Else};"),
        ("a/one.rs", "use crate::{\n    b::Two,\n};\nstruct One;"),
        ("b.rs", "fn two() { crate::a::One; } // crate::c"),
        ("c.rs", "use super::a::One;\n#[cfg(test)]\nmod tests {\n use super::b; }"),
        ("b_tests.rs", "use crate::c;"),
    ]));
    assert_eq!(round.circles().iter().map(names).collect::<Vec<_>>(), [["a::one", "b"]]);
    let pairs: Vec<String> = round.pairs().map(|(a, b)| format!("{} {}", a.join("::"), b.join("::"))).collect();
    assert_eq!(pairs, ["a::one b", "b a::one", "c a::one"]);
}

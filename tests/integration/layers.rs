//! Lower layers know nothing of higher ones.

use std::fs;
use std::path::{Path, PathBuf};

use crate::imports::Imports;
use crate::program::root;

/// Layers from low to high; those on one line may not know each other.
const LAYERS: [&[&str]; 10] = [
    &["num", "units"],
    &["random"],
    &["laws"],
    &["stats"],
    &["engine"],
    &["journey"],
    &["metrics", "scenario"],
    &["experiment"],
    &["report"],
    &["cli"],
];

/// All that the report may know of what lies below: it is drawn from stored results.
const KNOWN_TO_REPORT: [&str; 8] = [
    "experiment::results",
    "experiment::comparison",
    "experiment::analysis",
    "metrics",
    "stats",
    "units",
    "num",
    "report",
];

/// Floors inside a layer, from low to high.
const FLOORS: [(&str, &[&[&str]]); 3] = [
    (
        "scenario",
        &[
            &["text"],
            &["grammar"],
            &["who"],
            &["blueprint"],
            &["read"],
            &["check"],
            &["compile"],
            &["load"],
            &["world"],
            &["explain"],
            &["uncertain"],
        ],
    ),
    (
        "experiment",
        &[
            &["results"],
            &["readings"],
            &["catalogue"],
            &["run"],
            &["lives", "compare"],
            &["verdict"],
            &["sweep"],
            &["analysis"],
            &["decision"],
            &["uncertain"],
        ],
    ),
    (
        "report",
        &[
            &["words"],
            &["tables"],
            &["charts"],
            &["contents"],
            &["draw"],
            &["page", "terminal", "workbook"],
            &["files"],
        ],
    ),
];

/// Most files that import each other, by whatever way round: so many can be understood at once.
const LARGEST_CIRCLE: usize = 6;

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|layers| layers.contains(&layer))
}

pub(crate) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
}

/// Every `crate::a::b` in the code of a file, comments left out.
fn known(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect();
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    code.join("\n")
        .split("crate::")
        .skip(1)
        .map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default().trim_end_matches(':').to_owned())
        .collect()
}

/// What a file knows and should not.
fn upward(layer: &str, text: &str) -> Vec<String> {
    let allowed = |path: &String| {
        let other = path.split("::").next().unwrap_or_default();
        let (Some(own), Some(below)) = (rank(layer), rank(other)) else { return false };
        let lower = other == layer || below < own;
        let waist = layer != "report"
            || KNOWN_TO_REPORT.iter().any(|known| path == known || path.starts_with(&format!("{known}::")));
        lower && waist
    };
    known(text).into_iter().filter(|path| !allowed(path)).collect()
}

#[test]
fn no_layer_looks_up() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    assert!(files.len() > 80, "{}", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(root().join("src")).expect("below src").to_owned();
        let layer = relative.iter().next().and_then(|part| part.to_str()).expect("a name").to_owned();
        if ["lib.rs", "main.rs"].contains(&layer.as_str()) {
            continue;
        }
        assert!(rank(&layer).is_some(), "`{layer}` is in no layer");
        let text = fs::read_to_string(&file).expect("readable");
        wrong.extend(upward(&layer, &text).into_iter().map(|path| format!("{}: {path}", relative.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_floor_looks_up() {
    let imports = Imports::of_source();
    for (room, floors) in FLOORS {
        let floor = |path: &[String]| {
            let name = path.get(1).filter(|_| path[0] == room)?;
            let at = floors.iter().position(|names| names.contains(&name.as_str()));
            Some((at.unwrap_or_else(|| panic!("`{room}::{name}` is on no floor")), name.clone()))
        };
        let up = |from: &[String], to: &[String]| {
            let (Some((from, own)), Some((to, other))) = (floor(from), floor(to)) else { return false };
            to > from || to == from && own != other
        };
        let wrong: Vec<String> = imports
            .pairs()
            .filter(|(from, to)| up(from, to))
            .map(|(from, to)| format!("{} -> {}", from.join("::"), to.join("::")))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn circles_of_files_are_small() {
    let imports = Imports::of_source();
    assert!(imports.pairs().count() > 1000, "{}", imports.pairs().count());
    for circle in imports.circles() {
        let files: Vec<String> = circle.iter().map(|file| file.join("::")).collect();
        assert!(files.len() <= LARGEST_CIRCLE, "a circle of {}: {}", files.len(), files.join(" "));
    }
}

/// What is kept knows nothing of who acts on it: so the cell can know it, and a mechanism is a room with a line in the cell.
#[test]
fn what_is_kept_knows_no_cell() {
    let imports = Imports::of_source();
    let kept = |file: &[String]| {
        let parts: Vec<&str> = file.iter().map(String::as_str).collect();
        match parts[..] {
            ["journey", "model", ..] => true,
            ["journey", "mechanisms", _, last] => ["spec", "state", "seen"].contains(&last),
            ["journey", "mechanisms", "mechanism"] | ["journey", "core", "scope"] => true,
            _ => false,
        }
    };
    let cell = ["journey", "core", "cell"].map(str::to_owned);
    let wrong: Vec<String> =
        imports.pairs().filter(|(from, to)| kept(from) && **to == cell).map(|(from, _)| from.join("::")).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known = imports.pairs().filter(|(from, _)| **from == cell).map(|(_, to)| to);
    let acts: Vec<String> = known
        .filter(|to| to.get(1).is_some_and(|room| room == "mechanisms"))
        .filter(|to| !kept(to))
        .map(|to| to.join("::"))
        .collect();
    assert!(acts.is_empty(), "the cell knows acts: {}", acts.join(" "));
    assert!(imports.pairs().filter(|(from, _)| kept(from)).count() > 60);
    let in_circles = imports.circles().into_iter().flatten().filter(|file| file[0] == "journey").count();
    assert_eq!(in_circles, 0, "no file of the journey imports itself by a way round");
}

/// What stands in a file is found by its name: `mod.rs` names modules and what they give, and holds nothing itself.
#[test]
fn a_file_called_mod_holds_nothing_itself() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let named = files.iter().filter(|file| file.ends_with("mod.rs"));
    for file in named {
        let text = fs::read_to_string(file).expect("readable");
        let item = |line: &&str| {
            let words = line
                .trim_start()
                .trim_start_matches("pub(crate) ")
                .trim_start_matches("pub(super) ")
                .trim_start_matches("pub ");
            ["fn ", "impl", "struct ", "enum ", "trait ", "static ", "const "]
                .iter()
                .any(|word| words.starts_with(word))
        };
        assert_eq!(text.lines().find(item), None, "{}", file.display());
    }
    assert!(files.iter().any(|file| file.ends_with("mod.rs")));
}

/// A file is as long as can be read at once, or says in its first lines why it is longer.
#[test]
fn a_long_file_says_why() {
    let mut files = Vec::new();
    ["src", "tests", "benches"].iter().for_each(|folder| sources(&root().join(folder), &mut files));
    let unsaid = files.iter().filter(|file| {
        let text = fs::read_to_string(file).expect("readable");
        let head = text.lines().take_while(|line| line.starts_with("//!"));
        text.lines().count() > 400 && !head.into_iter().any(|line| line.to_lowercase().contains("long"))
    });
    let unsaid: Vec<String> = unsaid.map(|file| file.display().to_string()).collect();
    assert_eq!(unsaid, [""; 0]);
}

#[test]
fn an_upward_look_is_seen() {
    assert_eq!(upward("engine", "use crate::journey::model::Model;"), ["journey::model::Model"]);
    assert_eq!(upward("engine", "use crate::units::SimTime; // crate::cli"), [""; 0]);
    assert_eq!(upward("report", "use crate::experiment::{Plan, results};"), ["experiment"]);
    assert_eq!(upward("report", "use crate::experiment::results::Metric;"), [""; 0]);
    assert_eq!(upward("num", "let x = crate::units::SimTime(3);"), ["units::SimTime"]);
    assert_eq!(upward("cli", "use crate::web::Page;"), ["web::Page"], "an unknown layer is no lower one");
}

#[test]
fn only_the_command_line_speaks_to_people() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    for file in files.iter().filter(|file| !file.starts_with(root().join("src/cli"))) {
        let text = fs::read_to_string(file).expect("readable");
        let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
        for word in ["println!", "eprintln!", "print!(", "anyhow", "process::exit", "io::stdout", "io::stderr"] {
            let used = code.lines().any(|line| line.split("//").next().unwrap_or(line).contains(word));
            assert!(!used, "{word} in {}", file.display());
        }
    }
}

#[test]
fn the_program_itself_is_a_few_lines() {
    let main = fs::read_to_string(root().join("src/main.rs")).expect("readable");
    assert!(main.lines().count() < 40);
}

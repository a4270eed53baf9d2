//! `new`: a commented scenario to start from, which is one of those we ship.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::anyhow;

use super::args;
use super::exit::{Exit, Failure};
use super::templates::{self, SHELVES};
use super::terminal::{Terminal, escaped};
use crate::report;
use crate::scenario::Scenario;
use crate::scenario::text::diagnostic::{nearest, shown};

/// Longest file stem [bytes].
const LONGEST: usize = 100;

pub(super) fn run(typed: &args::New, terminal: &Terminal) -> Result<Exit, Failure> {
    let Some(name) = typed.name.as_deref().filter(|_| !typed.list) else {
        terminal.print(&list())?;
        return Ok(Exit::Done);
    };
    let names = || templates::all().map(|(_, stem, _)| stem);
    let Some((_, _, template)) = templates::all().find(|(_, stem, _)| *stem == typed.template) else {
        let hint = match nearest(&typed.template, names()) {
            Some(near) => format!("did you mean {}?", shown(near)),
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        return Err(Failure::usage(anyhow!("there is no template called {}: {hint}", shown(&typed.template))));
    };
    let stem = stem(name)?;
    let text = renamed(template, name)?;
    let path = format!("{stem}.toml");
    create(Path::new(&path), &text)?;
    terminal.print(&format!("{path}\n"))?;
    terminal.note(&format!("next: journeysim check {path}; journeysim run {path}"));
    terminal.note("for completion in an editor: journeysim schema > scenario.schema.json");
    Ok(Exit::Done)
}

/// Every template with the question it asks, by subject.
fn list() -> String {
    let width = templates::all().map(|(_, stem, _)| stem.len()).max().unwrap_or(0);
    let line = |(stem, text): &(&str, &str)| {
        let question =
            Scenario::parse(stem, text, &[]).map_or_else(|_| String::new(), |loaded| loaded.scenario.question);
        escaped(&format!("  {stem:width$}  {question}")).trim_end().to_owned() + "\n"
    };
    let shelves = SHELVES.iter().map(|shelf| {
        let lines: String = shelf.files.iter().map(line).collect();
        format!("{}\n{lines}", shelf.about)
    });
    shelves.collect::<Vec<_>>().join("\n")
}

/// The file stem of a name: its letters and digits in lower case, joined by hyphens.
fn stem(name: &str) -> Result<String, Failure> {
    if name.contains(['/', '\\']) {
        return Err(Failure::usage(anyhow!("{} is a path: give a name; the file is written here", shown(name))));
    }
    let mut stem = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() || c == '_' {
            stem.extend(c.to_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = stem.trim_end_matches('-').to_owned();
    match stem.len() {
        0 => Err(Failure::usage(anyhow!("{} has no letter or digit to name a file after", shown(name)))),
        LONGEST.. => Err(Failure::usage(anyhow!("the name is longer than {LONGEST} bytes"))),
        _ => Ok(stem),
    }
}

/// The template with a name of its own, and a hint that tells editors where the schema is.
fn renamed(template: &str, name: &str) -> Result<String, Failure> {
    // What JSON escapes, a basic TOML string escapes alike.
    let quoted = serde_json::to_string(name).map_err(Failure::bug)?.replace('\u{7f}', "\\u007f");
    let mut text = String::from("#:schema ./scenario.schema.json\n");
    let mut named = false;
    for line in template.lines() {
        match line.split_once('=') {
            Some((key, _)) if !named && key.trim() == "name" => {
                named = true;
                text.push_str(&format!("{key}= {quoted}"));
            }
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    Ok(text)
}

/// Writes a file that was not there before.
fn create(path: &Path, text: &str) -> Result<(), Failure> {
    report::write_new_file(path, text.as_bytes()).map_err(|error| match error.cause().kind() {
        ErrorKind::AlreadyExists => Failure::output(anyhow!(
            "failed to write {}: it exists already, and is not overwritten",
            shown(&path.display().to_string())
        )),
        _ => Failure::output(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_a_valid_scenario_under_a_new_name() {
        for (_, stem, template) in templates::all() {
            let text = renamed(template, "Quote \" back \\ 银行").expect("renamed");
            let loaded = Scenario::parse(stem, &text, &[]).unwrap_or_else(|problems| panic!("{stem}: {problems}"));
            assert_eq!(loaded.scenario.name, "Quote \" back \\ 银行", "{stem}");
            assert_ne!(loaded.scenario.question, "", "{stem}");
        }
    }

    #[test]
    fn names_become_plain_file_names() {
        for (name, file) in
            [("My branch", "my-branch"), ("  A -- b!", "a-b"), ("银行 3", "银行-3"), ("a_b", "a_b"), ("..x", "x")]
        {
            assert_eq!(stem(name).expect(name), file);
        }
        for bad in ["", "..", "../x", "a\\b", "/etc/x", "\u{202e}", &"x".repeat(200)] {
            assert!(stem(bad).is_err(), "{bad}");
        }
    }
}

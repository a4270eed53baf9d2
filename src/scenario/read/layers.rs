//! A file and those that it extends, laid over each other.

use std::path::{Path, PathBuf};

use crate::scenario::read::overlay::overlay;
use crate::scenario::read::unknowns::prepare;
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::document::{MAX_BYTES, MAX_NODES, parse};
use crate::scenario::text::node::{Node, Origin};
use crate::scenario::text::reading::read_text;
use crate::scenario::text::source::Sources;

/// Most files laid over one another.
pub const MAX_FILES: usize = 16;

/// Reads a text and every file it extends, laid over one another.
///
/// `folder` is where `extends` looks; without one (a text that is no file) `extends` is refused.
pub fn read_layers(
    sources: &mut Sources,
    first: u16,
    folder: Option<&Path>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let mut bottom = parse(sources, first, Origin::File, problems)?;
    prepare(&mut bottom, folder, problems);
    let mut layers = vec![bottom];
    let mut folder = folder.map(Path::to_path_buf);
    let mut seen: Vec<PathBuf> =
        sources.file(first).and_then(|file| Path::new(&file.name).canonicalize().ok()).into_iter().collect();
    while let Some(field) = layers.last().and_then(|top| top.field("extends")) {
        let span = field.node.span;
        let refuse = |code, message: String| Diagnostic::error(code, "extends", message).at(span);
        let Some(name) = field.node.text() else {
            problems.push(refuse(
                "wrong-type",
                format!("`extends` must be the name of a file, found {}", field.node.found()),
            ));
            return None;
        };
        let Some(here) = &folder else {
            problems.push(refuse("extends", "`extends` works in a file only: this scenario has no folder".to_owned()));
            return None;
        };
        let path = here.join(name);
        let known = path.canonicalize().unwrap_or_else(|_| path.clone());
        if seen.contains(&known) {
            problems.push(refuse(
                "extends-cycle",
                format!("{} extends itself, directly or through other files", shown(name)),
            ));
            return None;
        }
        if layers.len() == MAX_FILES {
            problems.push(refuse("extends", format!("more than {MAX_FILES} files extend one another")));
            return None;
        }
        let text = match read_text(&path, MAX_BYTES) {
            Ok(text) => text,
            Err(reason) => {
                problems.push(refuse(
                    "unreadable",
                    format!("cannot read {}: {reason}", shown(&path.display().to_string())),
                ));
                return None;
            }
        };
        seen.push(known);
        folder = path.parent().map(Path::to_path_buf);
        let file = sources.add(path.display().to_string(), text);
        let mut layer = parse(sources, file, Origin::File, problems)?;
        prepare(&mut layer, folder.as_deref(), problems);
        layers.push(layer);
    }
    let mut base = layers.pop()?;
    while let Some(over) = layers.pop() {
        overlay(&mut base, over, problems);
    }
    if base.count() > MAX_NODES {
        problems.push(Diagnostic::error(
            "too-large",
            "",
            format!("more than {MAX_NODES} values in all files together"),
        ));
        return None;
    }
    Some(base)
}

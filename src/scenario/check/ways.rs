//! Paths in a document that was read, and patterns of them.

use crate::scenario::grammar::value::{Item, Slot, Value};
use crate::scenario::grammar::{Kind, ROOT};

/// Follows a path of names, tells of each key on the way, and returns what stands at its end.
pub(super) fn follow<'i>(root: &'i Item, path: &str, mut each: impl FnMut(&str, &'i Slot)) -> Option<&'i Item> {
    let (mut item, mut end) = (root, 0);
    let mut parts = path.split('.');
    while let Some(part) = parts.next() {
        end += part.len();
        // Touchpoints are named without the word.
        let (slot, name) = match item.slot(part) {
            Some(slot) => {
                each(&path[..end], slot);
                let name = if matches!(slot.item.value, Value::Entries(_)) { parts.next() } else { None };
                end += name.map_or(0, |name| name.len() + 1);
                (slot, name)
            }
            None => (item.slot("touchpoint")?, Some(part)),
        };
        item = match name {
            Some(name) => slot.item.entries().iter().find(|entry| entry.name() == name)?,
            None => &slot.item,
        };
        end += 1;
    }
    Some(item)
}

/// What the `*` of a pattern stand for in a path, if it is such a path; nothing, where one stands alone that might be one of a list.
pub(super) fn matched<'p>(pattern: &str, path: &'p str) -> Option<Vec<&'p str>> {
    // Most are told apart by their ends.
    let (ours, theirs) = (pattern.as_bytes(), path.as_bytes());
    let apart = |ours: Option<&u8>, theirs: Option<&u8>| ours != Some(&b'*') && ours != theirs;
    if apart(ours.last(), theirs.last()) || apart(ours.first(), theirs.first()) {
        return None;
    }
    let mut names = Vec::new();
    let (mut parts, mut found) = (pattern.split('.'), path.split('.').peekable());
    let mut list = None;
    loop {
        let part = parts.next();
        if part == Some("*") && found.peek().is_some_and(|next| stands_alone(list, next)) {
            names.push("");
            continue;
        }
        match (part, found.next()) {
            (None, None) => return Some(names),
            (Some("*"), Some(name)) => names.push(name),
            (Some(part), Some(other)) if part == other => {}
            _ => return None,
        }
        list = part;
    }
}

/// Whether a key after a section, rather than a name, says that the section is no list.
fn stands_alone(section: Option<&str>, next: &str) -> bool {
    let section = section.and_then(|section| ROOT.key(section));
    section.is_some_and(|section| matches!(section.kind, Kind::OneOrEntries(_)) && !section.names_entries(next))
}

/// Tells whether one path is another, or above or below it.
pub(super) fn meet(a: &str, b: &str) -> bool {
    a.split('.').zip(b.split('.')).all(|(a, b)| a == b || a == "*" || b == "*")
}

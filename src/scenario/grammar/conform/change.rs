//! Tables of patches: path to `{ set }`, `{ add }` or `{ scale }`.

use super::{Reader, shown};
use crate::scenario::grammar::value::{Action, Change, Value};
use crate::scenario::text::node::{Content, Node, plain};

impl Reader<'_> {
    pub(super) fn changes(&mut self, node: &Node) -> Value {
        let Some(fields) = node.fields() else {
            return self.wrong_type(node, "a table of patches: \"PATH\" = { set = ... }");
        };
        let mut changes = Vec::with_capacity(fields.len());
        for field in fields {
            self.path.push(format!("\"{}\"", field.key));
            if let Some(action) = self.action(&field.node, field.key_span) {
                changes.push(Change {
                    path: field.key.clone(),
                    span: field.key_span,
                    action,
                    action_span: field.node.span,
                });
            }
            self.path.pop();
        }
        Value::Changes(changes)
    }

    fn action(&mut self, node: &Node, key_span: crate::scenario::text::source::Span) -> Option<Action> {
        const HELP: &str = "write { set = v }, { add = v } or { scale = 0.5 }";
        let fields = node.fields().unwrap_or(&[]);
        let [field] = fields else {
            let verbs: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
            let found = match (node.fields().is_some(), verbs.as_slice()) {
                (true, []) => "an empty table".to_owned(),
                (true, verbs) => verbs.iter().map(|verb| shown(verb)).collect::<Vec<_>>().join(" and "),
                (false, _) => node.found(),
            };
            // A path without quotes is read by TOML as tables within tables.
            let unquoted = fields.len() == 1 || fields.iter().any(|field| field.node.fields().is_some());
            let help =
                if unquoted { "put the whole path in quotes: \"resource.tellers.staff\" = { add = 1 }" } else { HELP };
            self.report_with_help("bad-patch", node.span, format!("a patch does one thing, found {found}"), help);
            return None;
        };
        match (field.key.as_str(), &field.node.content) {
            ("set", _) => Some(Action::Set(field.node.clone())),
            ("add", Content::Text(_) | Content::Integer(_) | Content::Float(_)) => {
                Some(Action::Add(field.node.clone()))
            }
            ("add", _) => {
                self.report(
                    "bad-patch",
                    field.node.span,
                    format!("`add` takes one quantity, found {}", field.node.found()),
                );
                None
            }
            ("scale", Content::Integer(_) | Content::Float(_)) => {
                let factor = match field.node.content {
                    Content::Integer(number) => number as f64,
                    Content::Float(number) => number,
                    _ => f64::NAN,
                };
                if factor.is_finite() && factor >= 0.0 {
                    return Some(Action::Scale(factor));
                }
                self.report(
                    "out-of-range",
                    field.node.span,
                    format!("`scale` must be a finite number of at least 0, found {}", plain(factor)),
                );
                None
            }
            ("scale", _) => {
                self.report(
                    "bad-patch",
                    field.node.span,
                    format!("`scale` takes a number without unit, found {}", field.node.found()),
                );
                None
            }
            (key, Content::Table(_)) => {
                let help = "put the whole path in quotes: \"resource.tellers.staff\" = { add = 1 }";
                self.report_with_help(
                    "bad-patch",
                    key_span,
                    format!("the path is cut off at its first dot: {} follows in a table of its own", shown(key)),
                    help,
                );
                None
            }
            (key, _) => {
                let meant = crate::scenario::text::diagnostic::nearest(key, ["set", "add", "scale"]);
                let help = meant.map_or_else(|| HELP.to_owned(), |meant| format!("did you mean `{meant}`?"));
                self.report_with_help("bad-patch", field.key_span, format!("unknown patch {}", shown(key)), help);
                None
            }
        }
    }
}

//! Text to tree: TOML parsing and its limits.
//!
//! Every syntax error of a file is reported at once. Limits are checked before anything is built from a file, so that a bomb (a
//! million keys, ten thousand brackets) is refused in the time of reading it.

use toml::de::{DeTable, DeValue};

use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::node::{Content, Field, Node, Origin};
use crate::scenario::text::source::{Sources, Span};

/// Largest file [bytes].
pub const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting of tables and lists.
pub const MAX_DEPTH: usize = 32;
/// Most values in a scenario, all its files together.
pub const MAX_NODES: usize = 200_000;

/// Reads one text into a tree. Problems go to `problems`; `None` if there are any.
pub fn parse(sources: &Sources, file: u16, origin: Origin, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    let text = sources.file(file)?.text.as_str();
    if text.len() > MAX_BYTES {
        let message = format!("the file has {} bytes; a scenario has at most {MAX_BYTES}", text.len());
        problems.push(Diagnostic::error("too-large", "", message).at(Span::new(file, 0..0)));
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        for error in errors {
            let span = Span::new(file, error.span().unwrap_or(0..0));
            problems.push(Diagnostic::error("syntax", "", format!("not valid TOML: {}", error.message())).at(span));
        }
        return None;
    }
    let span = Span::new(file, 0..0);
    let mut reader = Reader { file, origin, nodes: 0, problem: None };
    let content = reader.table(table.get_ref(), 1);
    if let Some(problem) = reader.problem {
        problems.push(problem);
        return None;
    }
    Some(Node::new(content, span, origin))
}

/// Reads one TOML value, such as a default or what follows `--set PATH=`.
pub fn parse_value(sources: &Sources, file: u16, origin: Origin) -> Option<Node> {
    let text = sources.file(file)?.text.as_str();
    let (value, errors) = DeValue::parse_recoverable(text);
    if !errors.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let mut reader = Reader { file, origin, nodes: 0, problem: None };
    let node = reader.value(value.get_ref(), Span::new(file, value.span()), 1);
    reader.problem.is_none().then_some(node)
}

/// Reads the text of a default; a test reads all of them.
pub(in crate::scenario) fn value_of(text: &str) -> Content {
    let mut sources = Sources::default();
    let file = sources.add("", text);
    parse_value(&sources, file, Origin::File).unwrap_or_else(|| panic!("our own default is valid: {text}")).content
}

struct Reader {
    file: u16,
    origin: Origin,
    nodes: usize,
    problem: Option<Diagnostic>,
}

impl Reader {
    fn value(&mut self, value: &DeValue<'_>, span: Span, depth: usize) -> Node {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.refuse("too-large", format!("more than {MAX_NODES} values"), span);
        }
        let content = match value {
            DeValue::String(text) => Content::Text(text.to_string()),
            DeValue::Boolean(value) => Content::Bool(*value),
            DeValue::Datetime(date) => Content::Date(date.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).map_or_else(
                |_| {
                    self.refuse(
                        "out-of-range",
                        format!("the whole number {} has too many digits", shown(number.as_str())),
                        span,
                    );
                    Content::Integer(0)
                },
                Content::Integer,
            ),
            // An overlong literal reads as infinity here, and is refused as such where it is used.
            DeValue::Float(number) => Content::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Array(elements) => {
                if self.too_deep(depth, span) {
                    return Node::new(Content::List(Vec::new()), span, self.origin);
                }
                let read = |element: &toml::Spanned<DeValue<'_>>| {
                    self.value(element.get_ref(), Span::new(self.file, element.span()), depth + 1)
                };
                Content::List(elements.iter().map(read).collect())
            }
            DeValue::Table(table) => {
                if self.too_deep(depth, span) {
                    return Node::new(Content::Table(Vec::new()), span, self.origin);
                }
                self.table(table, depth + 1)
            }
        };
        Node::new(content, span, self.origin)
    }

    /// Reads a table; the parser sorts keys by name, the places put them back in the order of the text.
    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Content {
        let mut fields = Vec::with_capacity(table.len());
        for (key, value) in table {
            let key_span = Span::new(self.file, key.span());
            let span = Span::new(self.file, value.span());
            if self.problem.is_some() {
                break;
            }
            fields.push(Field {
                key: key.get_ref().to_string(),
                key_span,
                node: self.value(value.get_ref(), span, depth),
            });
        }
        fields.sort_by_key(|field| field.key_span.start);
        Content::Table(fields)
    }

    fn too_deep(&mut self, depth: usize, span: Span) -> bool {
        let too_deep = depth > MAX_DEPTH || self.problem.is_some();
        if too_deep {
            self.refuse("too-deep", format!("nested more than {MAX_DEPTH} deep"), span);
        }
        too_deep
    }

    fn refuse(&mut self, code: &'static str, message: String, span: Span) {
        if self.problem.is_none() {
            self.problem = Some(Diagnostic::error(code, "", message).at(span));
        }
    }
}

/// The name of an entry of a list.
pub fn name_of(entry: &Node) -> Option<&str> {
    entry.get("name").and_then(Node::text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Result<Node, Vec<Diagnostic>> {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        let mut problems = Vec::new();
        parse(&sources, file, Origin::File, &mut problems).ok_or(problems)
    }

    #[test]
    fn keys_keep_the_order_of_the_text() {
        let root = tree("b = 1\na = 2\n[z]\nk.y = 1\nk.b = 2\n").expect("valid");
        assert_eq!(root.to_toml(), "{ b = 1, a = 2, z = { k = { y = 1, b = 2 } } }");
    }

    #[test]
    fn all_syntax_errors_come_at_once() {
        let problems = tree("a = = 1\nb = 1\nc = [\nd = 2 2\n").expect_err("three slips");
        assert!(problems.len() >= 2, "{problems:?}");
    }

    #[test]
    fn bombs_are_refused() {
        assert_eq!(tree(&format!("a = {}{}", "[".repeat(40), "]".repeat(40))).expect_err("deep")[0].code, "too-deep");
        assert!(!tree(&"[".repeat(100_000)).expect_err("deeper").is_empty());
        let many: String = (0..MAX_NODES / 2).map(|_| "1,").collect();
        let text = format!("a = [{many}]\nb = [{many}]\nc = [{many}]");
        assert_eq!(tree(&text).expect_err("many")[0].code, "too-large");
        assert_eq!(tree(&"#".repeat(MAX_BYTES + 1)).expect_err("large")[0].code, "too-large");
    }
}

//! What is wrong with a scenario, where, and how to mend it.
//!
//! A [`Diagnostic`] is plain data. [`Diagnostics`] carries all of one reading together with the texts they point into, and shows
//! them to people (a caret under the place, through `annotate-snippets`) or to programs (JSON). Text taken from the scenario is
//! escaped before it is shown: a control character in a name must not reach a terminal.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::scenario::text::source::{Sources, Span, floor_boundary};

/// Problems printed before the rest is only counted.
pub const PRINTED_AT_MOST: usize = 100;
/// Problems after which later checks stop looking for more.
pub const ENOUGH: usize = 1000;
/// Problems listed for programs.
pub const LISTED_AT_MOST: usize = 1000;
/// Longest line quoted under a message [bytes]; a longer one is named by line and column only.
const LONGEST_QUOTED_LINE: usize = 2000;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing runs.
    Error,
    /// The scenario runs, but probably not as meant.
    Warning,
}

/// One problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Stable name of the kind of problem, such as `unknown-key`.
    pub code: &'static str,
    /// What is wrong: lower case, no final stop.
    pub message: String,
    /// Where, if it is a place in a text.
    pub span: Option<Span>,
    /// Another place that matters, with what it says.
    pub related: Option<(Span, String)>,
    /// Path of the key, as `--set` takes it.
    pub path: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Makes an error.
    pub fn error(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            span: None,
            related: None,
            path: path.into(),
            help: None,
        }
    }

    /// Makes a warning.
    pub fn warning(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, path, message) }
    }

    /// Says where, if that is known.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn with(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Tells an error from a warning.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// All problems of one reading, with the texts they point into.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    /// The problems, in the order of the text.
    pub items: Vec<Diagnostic>,
    /// The texts.
    pub sources: Arc<Sources>,
}

impl Diagnostics {
    /// Gathers problems, each once; the order of the texts, then of the places in them, then as found. Two checks may find the same problem
    /// on two ways: what would be printed alike is one.
    pub fn new(mut items: Vec<Diagnostic>, sources: Arc<Sources>) -> Self {
        items.sort_by_key(|item| item.span.map(|span| (span.file, span.start)));
        let mut known = std::collections::BTreeSet::new();
        items.retain(|item| {
            let place = item.span.map(|span| (span.file, span.start, span.end));
            known.insert((place, item.is_error(), item.code, item.message.clone()))
        });
        Self { items, sources }
    }

    /// Counts the errors.
    pub fn errors(&self) -> usize {
        self.items.iter().filter(|item| item.is_error()).count()
    }

    /// Writes all problems for people: place, line, caret, help. At most [`PRINTED_AT_MOST`], errors before warnings, then a count.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let (errors, warnings): (Vec<_>, Vec<_>) = self.items.iter().partition(|item| item.is_error());
        let mut text = String::new();
        for item in errors.iter().chain(&warnings).take(PRINTED_AT_MOST) {
            text.push_str(&self.render_one(item, &renderer));
            text.push_str("\n\n");
        }
        let rest = self.items.len().saturating_sub(PRINTED_AT_MOST);
        if rest > 0 {
            text.push_str(&format!("and {rest} more\n\n"));
        }
        let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        let summary = match (errors.len(), warnings.len()) {
            (errors, 0) => count(errors, "error"),
            (0, warnings) => count(warnings, "warning"),
            (errors, warnings) => {
                format!("{}, {}", count(errors, "error"), count(warnings, "warning"))
            }
        };
        text.push_str(&summary);
        text.push('\n');
        text
    }

    fn render_one(&self, item: &Diagnostic, renderer: &Renderer) -> String {
        let level = if item.is_error() { Level::ERROR } else { Level::WARNING };
        let title = level.primary_title(shown_line(&item.message)).id(item.code);
        let mut group = Group::with_title(title);
        if let Some(span) = item.span {
            group = self.quote(group, span, AnnotationKind::Primary, None);
        }
        if let Some((span, label)) = &item.related {
            group = self.quote(group, *span, AnnotationKind::Context, Some(label));
        }
        if let Some(help) = &item.help {
            group = group.element(Level::HELP.message(shown_line(help)));
        }
        renderer.render(&[group])
    }

    /// Adds the line of a place with its caret, or only the place when the line is too long to quote.
    fn quote<'a>(&'a self, group: Group<'a>, span: Span, kind: AnnotationKind, label: Option<&'a str>) -> Group<'a> {
        let Some(file) = self.sources.file(span.file) else {
            return group;
        };
        let (line_start, line) = self.sources.line_of(span);
        let rest = &file.text[line_start..];
        let length = rest.find('\n').unwrap_or(rest.len());
        let quoted = rest[..length].trim_end_matches('\r');
        let path = shown_line(&file.name);
        if quoted.len() > LONGEST_QUOTED_LINE {
            return group.element(Origin::path(path).line(line).char_column(self.sources.place(span).column));
        }
        let start = floor_boundary(quoted, (span.start as usize).saturating_sub(line_start));
        let mut end = floor_boundary(quoted, (span.end as usize).saturating_sub(line_start)).max(start);
        if end == start && start < quoted.len() {
            end = start + quoted[start..].chars().next().map_or(0, char::len_utf8);
        }
        let (quoted, start, end) = shown_excerpt(quoted, start, end);
        let mut annotation = kind.span(start..end);
        if let Some(label) = label {
            annotation = annotation.label(shown_line(label));
        }
        group.element(Snippet::source(quoted).line_start(line).path(path).annotation(annotation))
    }

    /// Writes the problems for programs: a list of `{file, line, column, path, severity, code, message, help}`, at most
    /// [`LISTED_AT_MOST`].
    pub fn to_json(&self) -> serde_json::Value {
        let one = |item: &Diagnostic| {
            let place = item.span.map(|span| self.sources.place(span));
            serde_json::json!({
                "file": item.span.and_then(|span| self.sources.file(span.file)).map(|file| file.name.as_str()),
                "line": place.map(|place| place.line),
                "column": place.map(|place| place.column),
                "path": item.path,
                "severity": if item.is_error() { "error" } else { "warning" },
                "code": item.code,
                "message": item.message,
                "help": item.help,
            })
        };
        serde_json::Value::Array(self.items.iter().take(LISTED_AT_MOST).map(one).collect())
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

/// Shows text of the scenario inside a message: in backticks, control and direction-changing characters escaped, at most 60 characters.
pub fn shown(text: &str) -> String {
    let mut out = String::from("`");
    for (count, character) in text.chars().enumerate() {
        if count == 60 {
            out.push('…');
            break;
        }
        push_escaped(&mut out, character);
    }
    out.push('`');
    out
}

/// Escapes what must not reach a terminal.
fn shown_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        push_escaped(&mut out, character);
    }
    out
}

/// A line of a text as it may reach a terminal, tabs as they are, and where two of its bytes are now.
fn shown_excerpt(line: &str, start: usize, end: usize) -> (String, usize, usize) {
    let mut out = String::with_capacity(line.len());
    let (mut new_start, mut new_end) = (None, None);
    for (at, character) in line.char_indices() {
        new_start = new_start.or((at >= start).then_some(out.len()));
        new_end = new_end.or((at >= end).then_some(out.len()));
        match character {
            '\t' => out.push(character),
            _ => push_escaped(&mut out, character),
        }
    }
    let length = out.len();
    (out, new_start.unwrap_or(length), new_end.unwrap_or(length))
}

fn push_escaped(out: &mut String, character: char) {
    let turns_text = matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if character.is_control() || turns_text {
        out.extend(character.escape_unicode());
    } else {
        out.push(character);
    }
}

/// The nearest of the known words, if one is near enough to be a slip of the finger. Looks at the first thousand words.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 80 {
        return None;
    }
    let wanted = word.to_lowercase();
    let length = wanted.chars().count();
    let allowed = (length / 3).clamp(1, 4);
    known
        .into_iter()
        .take(1000)
        .filter(|candidate| candidate.len() <= 80 && candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Joins words as people do: `a`, `b` or `c`.
pub fn any_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_stands_under_the_place() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "[run]\nhorizn = \"1 y\"\n");
        let item = Diagnostic::error("unknown-key", "run.horizn", "unknown key `horizn`")
            .at(Span::new(file, 6..12))
            .help("did you mean `horizon`?");
        let text = Diagnostics::new(vec![item], Arc::new(sources)).render(false);
        assert!(text.contains("a.toml:2:1"), "{text}");
        assert!(text.contains("^^^^^^"), "{text}");
        assert!(text.contains("did you mean `horizon`?"), "{text}");
    }

    #[test]
    fn control_characters_are_shown_not_sent() {
        assert_eq!(shown("a\u{1b}[31mb"), "`a\\u{1b}[31mb`");
        let mut sources = Sources::default();
        let file = sources.add("x", "\u{1b}[31m = 1");
        let item = Diagnostic::error("c", "", "bad \u{202e}").at(Span::new(file, 0..4));
        let text = Diagnostics::new(vec![item], Arc::new(sources)).render(false);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    }

    #[test]
    fn an_excerpt_is_escaped_and_its_caret_stands_right() {
        for odd in ['\u{80}', '\u{9b}', '\u{9f}', '\u{7f}', '\u{1b}', '\u{202e}', '\u{2066}', '\u{200b}'] {
            let line = format!("a = \"{odd}\" # wrong");
            let mut sources = Sources::default();
            let file = sources.add("x", line.as_str());
            let at = line.find("wrong").expect("there");
            let item = Diagnostic::error("c", "", "here").at(Span::new(file, at..at + 5));
            let text = Diagnostics::new(vec![item], Arc::new(sources)).render(false);
            assert!(!text.contains(odd), "{text:?}");
            let [quoted, caret] = ["wrong", "^^^^^"].map(|sign| text.lines().find_map(|line| line.find(sign)));
            assert_eq!(quoted, caret, "{text}");
        }
        assert_eq!(shown_excerpt("a\tb", 1, 2), ("a\tb".to_owned(), 1, 2));
        assert_eq!(shown_excerpt("\u{9b}b", 2, 3), ("\\u{9b}b".to_owned(), 6, 7));
    }

    #[test]
    fn the_same_error_is_told_once() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "a = 1\n");
        let at = |message: &str, path: &str| Diagnostic::error("c", path, message).at(Span::new(file, 0..1));
        let found = vec![at("one", "a"), at("two", "a"), at("one", "by another way")];
        let told = Diagnostics::new(found, Arc::new(sources));
        assert_eq!(told.items.iter().map(|item| item.message.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    }

    #[test]
    fn nearest_finds_slips_only() {
        assert_eq!(nearest("horizn", ["horizon", "seed"]), Some("horizon"));
        assert_eq!(nearest("colour", ["horizon", "seed"]), None);
        assert_eq!(any_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}

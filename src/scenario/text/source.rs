//! The texts a scenario was read from, and places in them.
//!
//! A scenario may come from several files (`extends`) and from values typed on the command line. Each is kept here whole,
//! so that any later stage can say file, line and column of what it complains about.

/// A place in one of the texts: byte offsets, end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    /// Index of the text in [`Sources`].
    pub file: u16,
    /// First byte [bytes from the start of the text].
    pub start: u32,
    /// One past the last byte [bytes from the start of the text].
    pub end: u32,
}

impl Span {
    /// Makes a span from a byte range of text `file`.
    pub fn new(file: u16, range: std::ops::Range<usize>) -> Self {
        let clip = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: clip(range.start), end: clip(range.end) }
    }
}

/// One text: a file, or what was typed after `--set`.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Name shown to people: the path as given, or the option.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// Every text behind one scenario.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// Line and column of a byte, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Sources {
    /// Adds a text and returns its index.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> u16 {
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        u16::try_from(self.files.len() - 1).unwrap_or(u16::MAX)
    }

    /// Returns the text with this index.
    pub fn file(&self, index: u16) -> Option<&SourceFile> {
        self.files.get(usize::from(index))
    }

    /// Returns line and column of the start of a span.
    pub fn place(&self, span: Span) -> Place {
        let Some(file) = self.file(span.file) else {
            return Place { line: 1, column: 1 };
        };
        let (line_start, line) = self.line_of(span);
        let upto = floor_boundary(&file.text, span.start as usize);
        let column = file.text[line_start.min(upto)..upto].chars().count() + 1;
        Place { line, column }
    }

    /// Returns the byte where the line of a span starts, and its number from 1.
    pub(in crate::scenario) fn line_of(&self, span: Span) -> (usize, usize) {
        let Some(file) = self.file(span.file) else {
            return (0, 1);
        };
        let upto = floor_boundary(&file.text, span.start as usize);
        let before = &file.text.as_bytes()[..upto];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        (line_start, line)
    }

    /// Returns `file:line`, the way `explain` names an origin.
    pub fn file_and_line(&self, span: Span) -> String {
        let name = self.file(span.file).map_or("?", |file| file.name.as_str());
        format!("{name}:{}", self.place(span).line)
    }
}

/// The nearest character boundary at or below `offset`.
pub(in crate::scenario) fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "one\n银行 = 2\n");
        let at = "one\n银行 = ".len();
        assert_eq!(sources.place(Span::new(file, at..at + 1)), Place { line: 2, column: 6 });
        assert_eq!(sources.file_and_line(Span::new(file, 0..1)), "a.toml:1");
    }
}

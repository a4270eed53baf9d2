//! The document as written: a tree of values that know their place.
//!
//! Nodes are what layers (defaults, presets, files, `--set`) merge and what patches change. A change by `scale` or `add` is kept beside the
//! value, and acts when the value is read in its base unit: only then is it known what the number means.

use crate::scenario::text::source::Span;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Written in a file.
    File,
    /// Given on the command line.
    Set,
    /// Written in the patch that made this world.
    Patch,
    /// From the preset of this name.
    Preset(&'static str),
    /// A default, with its basis.
    Default(&'static str),
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text in quotes.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction or exponent.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A date or time, which no key takes.
    Date(String),
    /// `[a, b]`, or the entries of a `[[block]]`.
    List(Vec<Node>),
    /// A table, in the order of the text.
    Table(Vec<Field>),
}

/// One value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it holds.
    pub content: Content,
    /// Where it stands; for a default, the block it belongs to.
    pub span: Span,
    /// Where it comes from.
    pub origin: Origin,
    /// Changes by patches, in their order.
    pub adjust: Vec<Adjust>,
}

/// One key of a table with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// A change of a quantity by a patch.
#[derive(Clone, Debug, PartialEq)]
pub enum Adjust {
    /// Go this share of the way to another value, before every factor and sum.
    Toward(Box<Node>, f64),
    /// Raise by a number of the base unit, before every factor and sum.
    Raise(f64),
    /// Multiply by `1 + weight * (factor - 1)`.
    Scale {
        /// Factor at full effect.
        factor: f64,
        /// How much of it is in force, 0 to 1.
        weight: f64,
        /// Where it stands.
        span: Span,
        /// Whether what is whole is rounded, though all of it is in force: nobody has chosen this factor.
        rounds: bool,
    },
    /// Add `weight` times a quantity of the same unit.
    Add {
        /// Sum at full effect.
        amount: Box<Node>,
        /// How much of it is in force, 0 to 1.
        weight: f64,
    },
}

impl Adjust {
    /// Tells whether it makes whole numbers of what is whole: only a part of it is in force, or nobody has chosen it.
    pub fn rounds(&self) -> bool {
        match self {
            Self::Toward(..) => true,
            Self::Raise(_) => false,
            Self::Scale { weight, rounds, .. } => *rounds || *weight < 1.0,
            Self::Add { weight, .. } => *weight < 1.0,
        }
    }
}

impl Node {
    /// Makes a node without changes.
    pub fn new(content: Content, span: Span, origin: Origin) -> Self {
        Self { content, span, origin, adjust: Vec::new() }
    }

    /// The fields, if it is a table.
    pub fn fields(&self) -> Option<&[Field]> {
        if let Content::Table(fields) = &self.content { Some(fields) } else { None }
    }

    /// The fields to change, if it is a table.
    pub fn fields_mut(&mut self) -> Option<&mut Vec<Field>> {
        if let Content::Table(fields) = &mut self.content { Some(fields) } else { None }
    }

    /// The elements, if it is a list.
    pub fn elements(&self) -> Option<&[Node]> {
        if let Content::List(elements) = &self.content { Some(elements) } else { None }
    }

    /// The elements to change, if it is a list.
    pub fn elements_mut(&mut self) -> Option<&mut Vec<Node>> {
        if let Content::List(elements) = &mut self.content { Some(elements) } else { None }
    }

    /// The text, if it is text.
    pub fn text(&self) -> Option<&str> {
        if let Content::Text(text) = &self.content { Some(text) } else { None }
    }

    /// The field with this key, if it is a table that has it.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields()?.iter().find(|field| field.key == key)
    }

    /// The value of this key, if it is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.field(key).map(|field| &field.node)
    }

    /// The value of this key to change, if it is a table that has it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.fields_mut()?.iter_mut().find(|field| field.key == key).map(|field| &mut field.node)
    }

    /// Puts a value under a key, replacing what was there. Does nothing unless it is a table.
    pub fn put(&mut self, key: &str, node: Node) {
        if let Some(old) = self.get_mut(key) {
            *old = node;
        } else {
            let key_span = node.span;
            if let Some(fields) = self.fields_mut() {
                fields.push(Field { key: key.to_owned(), key_span, node });
            }
        }
    }

    /// Counts this node and all below it.
    pub fn count(&self) -> usize {
        1 + match &self.content {
            Content::List(elements) => elements.iter().map(Node::count).sum(),
            Content::Table(fields) => fields.iter().map(|field| field.node.count()).sum(),
            _ => 0,
        }
    }

    /// Gives this node and all below it one place and origin.
    pub fn relabel(&mut self, span: Span, origin: Origin) {
        self.span = span;
        self.origin = origin;
        match &mut self.content {
            Content::List(elements) => elements.iter_mut().for_each(|node| node.relabel(span, origin)),
            Content::Table(fields) => {
                for field in fields {
                    field.key_span = span;
                    field.node.relabel(span, origin);
                }
            }
            _ => {}
        }
    }

    /// Says what kind of value was found, for messages.
    pub fn found(&self) -> String {
        match &self.content {
            Content::Text(text) => format!("the text {}", crate::scenario::text::diagnostic::shown(text)),
            Content::Integer(number) => format!("the number `{number}`"),
            Content::Float(number) => format!("the number `{}`", plain(*number)),
            Content::Bool(value) => format!("`{value}`"),
            Content::Date(text) => format!("the date `{text}`"),
            Content::List(_) => "a list".to_owned(),
            Content::Table(_) => "a table".to_owned(),
        }
    }

    /// Writes the value as compact TOML, changes by patches after it.
    pub fn to_toml(&self) -> String {
        let mut out = match &self.content {
            Content::Text(text) => quoted(text),
            Content::Integer(number) => number.to_string(),
            Content::Float(number) => plain(*number),
            Content::Bool(value) => value.to_string(),
            Content::Date(text) => text.clone(),
            Content::List(elements) => {
                let parts: Vec<String> = elements.iter().map(Node::to_toml).collect();
                format!("[{}]", parts.join(", "))
            }
            Content::Table(fields) => {
                let parts: Vec<String> = fields
                    .iter()
                    .map(|field| format!("{} = {}", bare_or_quoted(&field.key), field.node.to_toml()))
                    .collect();
                format!("{{ {} }}", parts.join(", "))
            }
        };
        for change in &self.adjust {
            match change {
                Adjust::Toward(node, weight) => {
                    out.push_str(&format!(" → {} ({} of the way)", node.to_toml(), plain(*weight)));
                }
                Adjust::Raise(amount) => out.push_str(&format!(" + {}", plain(*amount))),
                Adjust::Scale { factor, weight: 1.0, .. } => out.push_str(&format!(" × {}", plain(*factor))),
                Adjust::Scale { factor, weight, .. } => {
                    out.push_str(&format!(" × {}", plain(1.0 + weight * (factor - 1.0))));
                }
                Adjust::Add { amount, weight: 1.0 } => out.push_str(&format!(" + {}", amount.to_toml())),
                Adjust::Add { amount, weight } => {
                    out.push_str(&format!(" + {} × {}", plain(*weight), amount.to_toml()));
                }
            }
        }
        out
    }
}

/// Writes a number so that reading it back gives the same number.
pub(in crate::scenario) fn plain(number: f64) -> String {
    if number == 0.0 || (1e-5..1e15).contains(&number.abs()) || !number.is_finite() {
        format!("{number}")
    } else {
        format!("{number:e}")
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn bare_or_quoted(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if bare { key.to_owned() } else { quoted(key) }
}

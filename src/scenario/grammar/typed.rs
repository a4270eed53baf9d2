//! Blocks, each declared once: a field is a key, its doc comment what it says, its type what it is read into.
//!
//! From one declaration [`block!`] makes the table that checks, schema, reference, patches and `explain` go by ([`BlockSpec`]), and the struct
//! in which checks and the compiler read a document. So a key has one name, known to the compiler of this program, and a default stands in
//! one place: what a document leaves out reads as its default, or as `None` where it has none. No key goes without a label: it would not
//! compile.
//!
//! Reading cannot fail. In a checked document every value is there; while a document is being checked, what could not be read has a
//! value that compares with nothing: not a number, or an empty text. [`Given::known`] tells whether it could, also where there is no such
//! value, as for a word of a choice.
//!
//! The macro and all that it expands to stand in one file, which is why it is longer than others.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{LazyLock, Mutex};

use super::kinds::{BlockSpec, KeySpec, Kind, Quantity};
use crate::scenario::grammar::conform::conform_value;
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::{Amount, Change, Item, Peak, Route, Slot, Value};
use crate::scenario::text::document::value_of;
use crate::scenario::text::node::{Content, Node, Origin};
use crate::scenario::text::source::Span;

/// The value of a key, and where it stands.
#[derive(Clone, Debug)]
pub struct Given<'a, T> {
    slot: Option<&'a Slot>,
    value: T,
    is_known: bool,
}

impl<'a, T> Given<'a, T> {
    /// Whether the key is there: written, or put there as a default.
    pub fn is_there(&self) -> bool {
        self.slot.is_some()
    }

    /// Whether it was written: in the file, or by `--set`.
    pub fn is_written(&self) -> bool {
        self.written().is_some()
    }

    /// The key with its untyped value, if it was written.
    pub fn written(&self) -> Option<&'a Slot> {
        self.slot.filter(|slot| matches!(slot.item.origin, Origin::File | Origin::Set))
    }

    /// The key with its untyped value.
    pub fn slot(&self) -> Option<&'a Slot> {
        self.slot
    }

    /// Where its value stands; nowhere, if it is not there.
    pub fn span(&self) -> Option<Span> {
        self.slot.map(|slot| slot.item.span)
    }

    /// Where the key itself stands; nowhere, if it is not there.
    pub fn key_span(&self) -> Option<Span> {
        self.slot.map(|slot| slot.key_span)
    }
}

impl<T: Copy> Given<'_, T> {
    /// The value, written or by default; `None` if there is none, or it could not be read.
    pub fn known(&self) -> Option<T> {
        self.is_known.then_some(self.value)
    }
}

impl<T> Deref for Given<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A table with known keys, as a struct.
pub trait Block<'a>: Sized {
    /// What the grammar says of it.
    fn spec() -> &'static BlockSpec;

    /// Reads a block.
    fn read(item: &'a Item) -> Self;

    /// The fields that hold another kind of value than their key takes.
    fn misfits(path: &str, problems: &mut Vec<String>);
}

/// An entry of a list of blocks.
pub trait Named {
    /// Its name; empty if it could not be read.
    fn name(&self) -> &str;

    /// Where it stands.
    fn span(&self) -> Span;

    /// Where its name stands, or it, if it has none.
    fn name_span(&self) -> Span;

    /// Whether it is enabled; as long as nobody can read that it is not.
    fn is_enabled(&self) -> bool;
}

/// The entries that are enabled, in their order.
pub fn enabled<T: Named>(entries: &[T]) -> impl Iterator<Item = &T> + Clone {
    entries.iter().filter(|entry| entry.is_enabled())
}

/// The entry of this name.
pub fn entry<'e, T: Named>(entries: &'e [T], name: &str) -> Option<&'e T> {
    entries.iter().find(|entry| entry.name() == name)
}

/// What the value of a key is read into.
pub(super) trait Reads<'a>: Sized {
    /// Whether it says by itself that nothing is there.
    const OPTIONAL: bool = false;

    /// Reads a value; `None` if it is of another kind, or was reported as wrong.
    fn of(item: &'a Item) -> Option<Self>;

    /// What stands for a value that is not there.
    fn nothing() -> Self;

    /// Whether all values of a kind can be read.
    fn fits(kind: &Kind, path: &str, problems: &mut Vec<String>) -> bool;
}

impl<'a, T: Reads<'a>> Reads<'a> for Option<T> {
    const OPTIONAL: bool = true;

    fn of(item: &'a Item) -> Option<Self> {
        T::of(item).map(Some)
    }

    fn nothing() -> Self {
        None
    }

    fn fits(kind: &Kind, path: &str, problems: &mut Vec<String>) -> bool {
        T::fits(kind, path, problems)
    }
}

/// Declares how one type is read: its value, what stands for none, and the kinds it takes.
macro_rules! reads {
    ($($type:ty $(, $optional:ident)?: $of:expr, $nothing:expr, $fits:pat $(if $guard:expr)? => ;)*) => {$(
        impl<'a> Reads<'a> for $type {
            $(const OPTIONAL: bool = !stringify!($optional).is_empty();)?

            fn of(item: &'a Item) -> Option<Self> {
                let read: fn(&'a Item) -> Option<Self> = $of;
                read(item)
            }

            fn nothing() -> Self {
                $nothing
            }

            fn fits(kind: &Kind, _: &str, _: &mut Vec<String>) -> bool {
                matches!(kind, $fits $(if $guard)?)
            }
        }
    )*};
}

/// Not a number: of a value that could not be read.
static UNREAD: Amount = Amount::Fixed(f64::NAN);
static NO_ROUTE: Route = Route { races: false, targets: Vec::new() };

/// A tree of nothing.
fn no_node() -> &'static Node {
    static NO_NODE: LazyLock<Node> =
        LazyLock::new(|| Node::new(Content::Table(Vec::new()), Span::default(), Origin::Default("")));
    &NO_NODE
}

fn is_plain(quantity: &Quantity) -> bool {
    let forms = quantity.forms;
    !(forms.law || forms.tenure || forms.step || forms.week || forms.by_fee)
}

reads! {
    &'a str: Item::as_text, "", Kind::Text | Kind::Name | Kind::Choice(_) => ;
    bool: Item::as_bool, false, Kind::Bool => ;
    f64: Item::as_number, f64::NAN, Kind::Quantity(quantity) if is_plain(quantity) && quantity.unit != Unit::Integer => ;
    Share: |item| item.as_share().map(Share), Share(f64::NAN), Kind::Quantity(Quantity { unit: Unit::Percent, .. }) => ;
    // In range and whole by the checks of the grammar.
    u64: |item| item.as_number().map(|number| number as u64), 0, Kind::Quantity(quantity) if is_plain(quantity) && quantity.unit == Unit::Integer => ;
    &'a Amount: Item::as_amount, &UNREAD, Kind::Quantity(quantity) if !is_plain(quantity) => ;
    &'a [f64], optional: Item::as_vector, &[], Kind::Vector(..) => ;
    Texts<'a>, optional: |item| Texts::of(item), Texts::None, Kind::Names | Kind::Choices(_) | Kind::Either([Kind::Text, Kind::Names] | [Kind::Choice(_), Kind::Choices(_)]) => ;
    &'a [(String, Item)], optional: Item::as_map, &[], Kind::Map(_) => ;
    &'a Route: Item::as_route, &NO_ROUTE, Kind::Route => ;
    &'a [(u32, u32)], optional: Item::as_hours, &[], Kind::Hours => ;
    &'a [Peak], optional: Item::as_peaks, &[], Kind::Peaks => ;
    &'a [Change], optional: Item::as_changes, &[], Kind::Changes => ;
    &'a Node: Item::as_any, no_node(), Kind::Any(_) => ;
}

impl<'a, T: Block<'a>> Reads<'a> for Vec<T> {
    const OPTIONAL: bool = true;

    fn of(item: &'a Item) -> Option<Self> {
        match &item.value {
            Value::Entries(entries) => Some(entries.iter().map(T::read).collect()),
            // One that stands alone.
            Value::Block(_) => Some(vec![T::read(item)]),
            _ => None,
        }
    }

    fn nothing() -> Self {
        Vec::new()
    }

    fn fits(kind: &Kind, path: &str, problems: &mut Vec<String>) -> bool {
        T::misfits(path, problems);
        matches!(kind, Kind::Entries(spec) | Kind::OneOrEntries(spec) if reads_all(T::spec(), spec))
    }
}

/// Whether the struct of one block has a field for each key of another.
pub(super) fn reads_all(of: &BlockSpec, spec: &BlockSpec) -> bool {
    spec.keys.iter().all(|key| of.key(key.key).is_some())
}

/// A key that takes one kind of value, or another.
#[derive(Clone, Copy, Debug)]
pub enum Either<A, B> {
    /// The first.
    One(A),
    /// The second.
    Other(B),
}

impl<A: Copy, B> Either<A, B> {
    /// The first, if it is that.
    pub fn one(&self) -> Option<A> {
        if let Either::One(value) = self { Some(*value) } else { None }
    }

    /// The second, if it is that.
    pub fn other(&self) -> Option<&B> {
        if let Either::Other(value) = self { Some(value) } else { None }
    }
}

impl<'a, A: Reads<'a>, B: Reads<'a>> Reads<'a> for Either<A, B> {
    fn of(item: &'a Item) -> Option<Self> {
        A::of(item).map(Either::One).or_else(|| B::of(item).map(Either::Other))
    }

    fn nothing() -> Self {
        Either::One(A::nothing())
    }

    fn fits(kind: &Kind, path: &str, problems: &mut Vec<String>) -> bool {
        let Kind::Either([one, other]) = kind else { return false };
        A::fits(one, path, problems) && B::fits(other, path, problems)
    }
}

/// A share in per cent, beside a number that is none.
#[derive(Clone, Copy, Debug)]
pub struct Share(pub f64);

/// A list of texts, or one text alone.
#[derive(Clone, Copy, Debug)]
pub enum Texts<'a> {
    /// No list is there.
    None,
    /// One text without a list.
    One(&'a str, Span),
    /// A list.
    List(&'a [(String, Span)]),
}

impl<'a> Texts<'a> {
    fn of(item: &'a Item) -> Option<Self> {
        match &item.value {
            Value::Text(text) => Some(Texts::One(text, item.span)),
            Value::Texts(texts) => Some(Texts::List(texts)),
            _ => None,
        }
    }

    /// The texts with their places, in their order.
    pub fn placed(self) -> impl Iterator<Item = (&'a str, Span)> + Clone {
        let (one, list) = match self {
            Texts::None => (None, &[][..]),
            Texts::One(text, span) => (Some((text, span)), &[][..]),
            Texts::List(list) => (None, list),
        };
        one.into_iter().chain(list.iter().map(|(text, span)| (text.as_str(), *span)))
    }

    /// The texts, in their order.
    pub fn iter(self) -> impl Iterator<Item = &'a str> + Clone {
        self.placed().map(|(text, _)| text)
    }

    /// Whether one of them is this.
    pub fn says(self, word: &str) -> bool {
        self.iter().any(|text| text == word)
    }
}

/// Reads the keys of one block in the order of its fields.
pub(super) struct Cursor<'a> {
    slots: &'a [Slot],
}

impl<'a> Cursor<'a> {
    pub(super) fn of(item: &'a Item) -> Self {
        Cursor { slots: item.slots() }
    }

    /// The next key, if it is there; slots stand in the order of the grammar.
    pub(super) fn take<T: Reads<'a>>(&mut self, spec: &'static KeySpec) -> Given<'a, T> {
        let slot = self.slots.first().filter(|slot| slot.spec.key == spec.key);
        if slot.is_some() {
            self.slots = &self.slots[1..];
        }
        let read = match slot {
            Some(slot) => T::of(&slot.item),
            None => default_of(spec).and_then(|item| T::of(item)),
        };
        Given { slot, is_known: read.is_some(), value: read.unwrap_or_else(T::nothing) }
    }
}

/// The default of a key, read once.
fn default_of(spec: &'static KeySpec) -> Option<&'static Item> {
    static READ: LazyLock<Mutex<HashMap<usize, &'static Item>>> = LazyLock::new(Mutex::default);
    let text = spec.default?;
    let mut read = READ.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let item = read.entry(std::ptr::from_ref(spec) as usize).or_insert_with(|| {
        let node = Node::new(value_of(text), Span::default(), Origin::Default(spec.basis));
        Box::leak(Box::new(conform_value(None, &spec.kind, &node, spec.key, &mut Vec::new())))
    });
    Some(item)
}

/// One field of a block against its key.
pub(super) fn misfit<'a, T: Reads<'a>>(spec: &KeySpec, path: &str, problems: &mut Vec<String>) {
    let path = format!("{path}.{}", spec.key);
    if !T::fits(&spec.kind, &path, problems) {
        problems.push(format!("`{path}` is read as another kind than it is"));
    }
    if !T::OPTIONAL && spec.default.is_none() && !spec.required {
        problems.push(format!("`{path}` may be absent, and its field cannot say so"));
    }
}

/// Declares a block; see the head of this file.
///
/// Each key is `name as "label": type = kind, attributes;`. Attributes are those of [`KeySpec`]: `required()`, `default(TOML, basis)`, `needs(sections)`,
/// `own()`, `firm(reason)`, `key(word)`, `rest()`, `range(low, high, why)`, `parts(parts, why)`, `fixed(why)`.
macro_rules! block {
    (
        $(#[doc = $doc:literal])+
        $vis:vis struct $name:ident<$life:lifetime> = $called:literal;
        $(
            $(#[doc = $says:literal])+
            $key:ident as $label:literal: $type:ty = $kind:expr $(, $attribute:ident($($value:expr),*))*;
        )+
        $(rules $rules:expr;)?
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        #[allow(non_snake_case, dead_code, reason = "keys are the symbols of the model page; some are read by path alone")]
        $vis struct $name<$life> {
            /// The block itself.
            pub item: &$life $crate::scenario::grammar::value::Item,
            $(
                $(#[doc = $says])+
                pub $key: $crate::scenario::grammar::typed::Given<$life, $type>,
            )+
        }

        const _: () = {
            use $crate::scenario::grammar::kinds;
            use $crate::scenario::grammar::typed::{Block, Cursor, Reads, misfit};
            use $crate::scenario::grammar::value;

            static SPEC: kinds::BlockSpec = kinds::BlockSpec {
                name: $called,
                doc: concat!($($doc),+).trim_ascii(),
                keys: &[$(
                    kinds::KeySpec::new(stringify!($key), $label, $kind, concat!($($says),+).trim_ascii())
                        $(.$attribute($($value),*))*
                ),+],
                rules: { const RULES: &[kinds::Rule] = $crate::scenario::grammar::typed::first!($($rules,)? &[]); RULES },
            };

            impl<$life> $name<$life> {
                /// What the grammar says of it.
                pub const SPEC: &'static kinds::BlockSpec = &SPEC;

                /// One in which nothing is written: every key stands at its default.
                pub fn unset() -> Self {
                    Self::read(&value::NOTHING)
                }

                /// Reads it.
                pub fn read(item: &$life value::Item) -> Self {
                    let mut slots = Cursor::of(item);
                    let mut keys = SPEC.keys.iter();
                    let mut next = || keys.next().expect("a field for each key");
                    Self { item, $($key: slots.take(next()),)+ }
                }
            }

            impl<$life> Block<$life> for $name<$life> {
                fn spec() -> &'static kinds::BlockSpec {
                    &SPEC
                }

                fn read(item: &$life value::Item) -> Self {
                    $name::read(item)
                }

                fn misfits(path: &str, problems: &mut Vec<String>) {
                    let mut keys = SPEC.keys.iter();
                    let mut next = || keys.next().expect("a field for each key");
                    $(misfit::<$type>(next(), path, problems);)+
                }
            }

            impl<$life> Reads<$life> for $name<$life> {
                fn of(item: &$life value::Item) -> Option<Self> {
                    matches!(item.value, value::Value::Block(_)).then(|| Self::read(item))
                }

                fn nothing() -> Self {
                    Self::unset()
                }

                fn fits(kind: &kinds::Kind, path: &str, problems: &mut Vec<String>) -> bool {
                    Self::misfits(path, problems);
                    matches!(kind, kinds::Kind::Block(spec) if std::ptr::eq(*spec, &SPEC))
                }
            }
        };
    };
}

/// The first of some expressions.
macro_rules! first {
    ($first:expr $(, $rest:expr)*) => {
        $first
    };
}

/// Blocks that are entries of a list: they have a `name` and may be switched off.
macro_rules! entries {
    ($($name:ident),+) => {$(
        impl $crate::scenario::grammar::typed::Named for $name<'_> {
            fn name(&self) -> &str {
                &self.name
            }

            fn span(&self) -> $crate::scenario::text::source::Span {
                self.item.span
            }

            fn name_span(&self) -> $crate::scenario::text::source::Span {
                self.name.span().unwrap_or(self.item.span)
            }

            fn is_enabled(&self) -> bool {
                self.enabled.known().unwrap_or(true)
            }
        }
    )+};
}

pub(super) use {block, entries, first};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::scenario::grammar::{Discipline, Root};

    #[test]
    fn every_field_is_of_the_kind_that_its_key_takes() {
        let mut problems = Vec::new();
        Root::misfits("scenario", &mut problems);
        assert_eq!(problems, Vec::<String>::new());
    }

    #[test]
    fn what_is_left_out_reads_as_its_default() {
        let text = "name = \"a\"\n[run]\nhorizon = \"1 y\"\n[population]\ncustomers = 1\n[[resource]]\nname = \"desk\"\nstaff = 1\n";
        let scenario = Scenario::parse("a.toml", text, &[]).expect("valid").scenario;
        let root = Root::read(&scenario.root);
        assert!(root.loyalty.is_none() && root.journey.is_empty() && !root.loyalty.is_there());
        assert_eq!((*root.run.replications, root.run.replications.is_written()), (30, false));
        let desk = entry(&root.resource, "desk").expect("a desk");
        assert_eq!((*desk.discipline, *desk.wage, desk.staff.mean()), (Discipline::Fifo, None, 1.0));
        // Its section is not there, so that the document has no value for it.
        assert_eq!((*desk.pay, desk.pay.is_there()), (0.0, false));
    }
}

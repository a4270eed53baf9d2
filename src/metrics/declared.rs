//! What a declaration holds, and the orders in which declared metrics stand.

use std::marker::PhantomData;

use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::stats::{Better, Scale};

/// Unit that stands for the scenario's currency.
pub const CURRENCY: &str = "currency";

/// What a metric is read from: one replication.
pub(crate) struct Observed<'a> {
    pub(crate) model: &'a Model,
    pub(crate) o: &'a Observations,
}

impl Observed<'_> {
    /// Length of the observed period.
    pub(super) fn nanos(&self) -> f64 {
        self.model.horizon.since(self.model.warm_up).0 as f64
    }
}

/// How a metric of one subject, by its number in the model, comes about.
#[derive(Clone, Copy)]
pub(crate) enum Read {
    /// A number of each replication.
    Single(fn(&Observed<'_>, usize) -> Option<f64>),
    /// Standard deviation of all that was observed in any replication, from number, sum and sum of squares.
    Spread(fn(&Observed<'_>, usize) -> [f64; 3]),
}

/// Words in front of a metric in the short lists of the terminal and the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// What it is called.
    pub words: &'static str,
    /// Its place among the metrics of one subject.
    pub place: u8,
    /// Only where there are no customers, whose figures come first elsewhere.
    pub alone: bool,
}

/// A kind of thing that is measured one by one.
pub trait Subject: Sized + 'static {
    /// Beginning of the paths of its metrics, before the name of the one that is measured.
    const PATH: &'static str;
    /// All metrics of this kind, in the order of the raw table.
    const DECLARED: &'static [&'static Declared<Self>];
}

/// A metric of one kind of subject.
pub struct Declared<S> {
    id: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) definition: &'static str,
    pub(crate) read: Read,
    /// Whether a model has it; without a rule every model does.
    pub(crate) there: Option<fn(&Model, usize) -> bool>,
    /// Whether it is the same whatever is drawn.
    pub(crate) fixed: Option<fn(&Model, usize) -> bool>,
    /// Trials behind a share.
    pub(crate) trials: Option<fn(&Observed<'_>, usize) -> f64>,
    /// Another scale than its unit says.
    pub(crate) scale: Option<Scale>,
    better: Option<Better>,
    label: Option<Label>,
    stored_last: bool,
    tabled_after: Option<&'static str>,
    subject: PhantomData<fn() -> S>,
}

impl<S> Declared<S> {
    pub(crate) const fn new(id: &'static str, unit: &'static str, definition: &'static str, read: Read) -> Self {
        Declared {
            id,
            unit,
            definition,
            read,
            there: None,
            fixed: None,
            trials: None,
            scale: None,
            better: None,
            label: None,
            stored_last: false,
            tabled_after: None,
            subject: PhantomData,
        }
    }

    /// Only in models for which this holds.
    pub(crate) const fn if_any(mut self, there: fn(&Model, usize) -> bool) -> Self {
        self.there = Some(there);
        self
    }

    /// Chance has no part in it where this holds.
    pub(crate) const fn fixed(mut self, fixed: fn(&Model, usize) -> bool) -> Self {
        self.fixed = Some(fixed);
        self
    }

    /// A share of these trials.
    pub(crate) const fn of(mut self, trials: fn(&Observed<'_>, usize) -> f64) -> Self {
        self.trials = Some(trials);
        self
    }

    pub(crate) const fn scale(mut self, scale: Scale) -> Self {
        self.scale = Some(scale);
        self
    }

    pub(crate) const fn less_is_better(mut self) -> Self {
        self.better = Some(Better::Lower);
        self
    }

    pub(crate) const fn more_is_better(mut self) -> Self {
        self.better = Some(Better::Higher);
        self
    }

    /// In the short lists of the terminal and the page.
    pub(crate) const fn told(mut self, place: u8, words: &'static str) -> Self {
        self.label = Some(Label { words, place, alone: false });
        self
    }

    /// In the short list of the terminal where there are no customers.
    pub(crate) const fn told_alone(mut self, place: u8, words: &'static str) -> Self {
        self.label = Some(Label { words, place, alone: true });
        self
    }

    /// After all others in `results.json`.
    pub(crate) const fn stored_last(mut self) -> Self {
        self.stored_last = true;
        self
    }

    /// Right after another one in tables.
    pub(crate) const fn tabled_after(mut self, id: &'static str) -> Self {
        self.tabled_after = Some(id);
        self
    }

    /// End of its path, behind the name of the subject: "delay_min", "more.wages".
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Which side of it is the better one, if any is.
    #[must_use]
    pub const fn better(&self) -> Option<Better> {
        self.better
    }

    /// What the short lists call it, if it stands there.
    #[must_use]
    pub const fn label(&self) -> Option<Label> {
        self.label
    }
}

impl<S> std::fmt::Debug for Declared<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Declared").field("id", &self.id).field("unit", &self.unit).finish_non_exhaustive()
    }
}

impl<S: Subject> Declared<S> {
    /// The metrics of a kind in the order of `results.json`.
    pub(crate) fn stored() -> impl Iterator<Item = &'static Declared<S>> {
        let part = |last: bool| S::DECLARED.iter().copied().filter(move |m| m.stored_last == last);
        part(false).chain(part(true))
    }

    /// The metrics of a kind in the order of tables.
    pub(crate) fn tabled() -> impl Iterator<Item = &'static Declared<S>> {
        let behind = |id: Option<&'static str>| S::DECLARED.iter().copied().filter(move |m| m.tabled_after == id);
        behind(None).flat_map(move |m| std::iter::once(m).chain(behind(Some(m.id))))
    }

    /// The metrics of a kind that short lists tell, in their order.
    pub(crate) fn told_of() -> Vec<(&'static Declared<S>, Label)> {
        let mut told: Vec<_> = S::DECLARED.iter().filter_map(|m| Some((*m, m.label?))).collect();
        told.sort_by_key(|(_, label)| label.place);
        told
    }
}

pub(crate) fn ratio(a: f64, b: f64) -> Option<f64> {
    (b != 0.0).then(|| a / b)
}

/// The list of a kind: one constant for each metric, documented by its definition, and all of them together.
macro_rules! declared {
    ($(#[$doc:meta])* $subject:ident at $path:literal;
     $($name:ident = $id:literal, $unit:expr, $definition:literal, $read:ident($reader:expr) $(.$option:ident($($argument:expr),*))*;)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $subject {}

        $(
            #[doc = concat!("`", $id, "`: ", $definition, ".")]
            pub const $name: &$crate::metrics::Declared<$subject> =
                &$crate::metrics::Declared::new($id, $unit, $definition, $crate::metrics::Read::$read($reader))
                    $(.$option($($argument),*))*;
        )*

        impl $crate::metrics::Subject for $subject {
            const PATH: &'static str = $path;
            const DECLARED: &'static [&'static $crate::metrics::Declared<Self>] = &[$($name),*];
        }
    };
}

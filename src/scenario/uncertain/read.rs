//! The inputs of a scenario, read from its `[[uncertain]]` entries.

use std::sync::Arc;

use super::input::{Input, Unknowns};
use super::place::{Place, error, places, signed};
use super::value::{InputLaw, Shown};
use crate::scenario::check::Worlds;
use crate::scenario::grammar::conform::conform_quantity;
use crate::scenario::grammar::family::{Family, Unfit};
use crate::scenario::grammar::kinds::{UNLIMITED, number};
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{Forms, Ignorance, Named as _, Quantity, Root, Uncertain, enabled};
use crate::scenario::label_of;
use crate::scenario::load::scenario::Scenario;
use crate::scenario::read::patch::Op;
use crate::scenario::read::path::PathError;
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::node::{Content, Node};
use crate::scenario::text::source::Span;

/// A file's own value outside the middle 98 % is odd.
const ODD: f64 = 0.01;
/// Most inputs of a scenario.
const MOST: usize = 2_000;

impl Scenario {
    /// The inputs that are not known.
    ///
    /// # Errors
    ///
    /// What is wrong with an entry; warnings come with the inputs.
    pub fn unknowns(&self) -> Result<(Unknowns, Vec<Diagnostic>), Vec<Diagnostic>> {
        let root = self.read();
        let mut reader = Reader { scenario: self, root: &root, problems: Vec::new(), found: Unknowns::default() };
        for entry in enabled(&root.uncertain) {
            reader.entry(entry);
        }
        reader.contradictions();
        if reader.problems.iter().any(Diagnostic::is_error) {
            return Err(reader.problems);
        }
        Ok((reader.found, reader.problems))
    }
}

pub(super) struct Reader<'r> {
    pub(super) scenario: &'r Scenario,
    pub(super) root: &'r Root<'r>,
    problems: Vec<Diagnostic>,
    pub(super) found: Unknowns,
}

impl Reader<'_> {
    pub(super) fn refuse(&mut self, span: impl Into<Option<Span>>, path: &str, problem: PathError) {
        self.problems
            .push(Diagnostic { help: problem.help, ..Diagnostic::error(problem.code, path, problem.message).at(span) });
    }

    fn entry(&mut self, entry: &Uncertain<'_>) {
        if self.found.inputs.len() >= MOST {
            return self.refuse(entry.span(), "uncertain", error(format!("there are more than {MOST} inputs"), None));
        }
        if let Some(rows) = *entry.draws {
            return self.rows(entry, rows);
        }
        let forms = [(Op::Set, &entry.set), (Op::Scale, &entry.scale), (Op::Add, &entry.add)];
        let Some((op, law)) = forms.into_iter().find_map(|(op, law)| Some((op, law.as_ref()?))) else { return };
        let Some(path) = *entry.path else { return };
        match self.input(entry, op, law, path) {
            Ok(input) => self.found.inputs.push(input),
            Err(problem) => self.refuse(entry.path.span(), path, problem),
        }
    }

    fn input(&mut self, entry: &Uncertain<'_>, op: Op, law: &Ignorance<'_>, path: &str) -> Result<Input, PathError> {
        let places = places(self.scenario, self.root, path)?;
        self.acts(&places, path)?;
        let quantity = quantity(op, &places);
        let span = entry.span();
        if law.values.is_none() {
            fits(self.scenario, op, &places, path)?;
        }
        let (law, words, example) = self.law(law, op, quantity, path)?;
        let input_unit = quantity.map_or(Unit::Number, |quantity| quantity.unit);
        let shown_as = match op {
            Op::Scale => Shown::plain(),
            _ => Shown::of(input_unit, example.as_deref()),
        };
        let told = match &*entry.measure {
            Some(measure) => Some(self.told(measure, op, quantity, &law, path)?),
            None => None,
        };
        let (mixed, own) = self.with(entry)?;
        let written = own_value(&places);
        if let (Op::Set, Some(value)) = (op, number_of(&places, quantity)) {
            let below = law.below(value);
            if below.is_some_and(|below| !(ODD..=1.0 - ODD).contains(&below)) {
                let message = format!(
                    "{} is outside the middle 98 % of {}",
                    written.clone().unwrap_or_default(),
                    shown(entry.name())
                );
                let help = "the file's own value answers as written; the range says where the truth may lie";
                self.problems.push(Diagnostic::warning("odd-range", path, message).at(span).help(help));
            }
        }
        Ok(Input {
            name: entry.name().to_owned(),
            op,
            path: path.to_owned(),
            label: labelled(path),
            basis: entry.basis.unwrap_or_default().to_owned(),
            law,
            words,
            shown: shown_as,
            written: if op == Op::Set { written } else { None },
            mixed,
            own,
            rows: None,
            told,
            quantity,
            places,
        })
    }

    /// Refuses what can act in no world.
    pub(super) fn acts(&self, places: &[Place], path: &str) -> Result<(), PathError> {
        let worlds = Worlds::of(self.root);
        let idle = |place: &Place| {
            let parts: Vec<&str> = place.path.splitn(3, '.').collect();
            match parts[..] {
                [list @ ("intervention" | "shock" | "segment" | "rule"), name, rest] => {
                    let is_off = |entry: &crate::scenario::grammar::Changing<'_, '_>| {
                        entry.list == list && entry.entry.name() == name && !entry.entry.is_enabled()
                    };
                    // What turns it on may itself be an input.
                    let switch = format!("{list}.{name}.enabled");
                    let switched = self.root.uncertain.iter().any(|other| *other.path == Some(switch.as_str()));
                    rest != "enabled" && !switched && self.root.changing().any(|entry| is_off(&entry))
                }
                _ => worlds.is_idle(&place.path),
            }
        };
        if places.iter().all(idle) {
            return Err(error(
                format!("{} can act in no world that is compared", shown(path)),
                "`check` says what it needs to act; `enabled = false` keeps the entry for later".to_owned(),
            ));
        }
        Ok(())
    }

    fn law(
        &mut self,
        law: &Ignorance<'_>,
        op: Op,
        quantity: Option<Quantity>,
        path: &str,
    ) -> Result<(InputLaw, String, Option<String>), PathError> {
        if let Some(node) = *law.values {
            return self.values(law, node, op, path).map(|(law, words)| (law, words, None));
        }
        let Some(quantity) = quantity else {
            return Err(error(
                format!("{} takes no number: a range or a law has nothing to mean there", shown(path)),
                "give the values it may have: `values = [true, false]`".to_owned(),
            ));
        };
        if let Some(node) = *law.between {
            let Some([low, high]) = node.elements() else {
                return Err(error(
                    format!("`between` must be two values, found {}", node.found()),
                    "write `between = [LOW, HIGH]`".to_owned(),
                ));
            };
            let ends = [self.amount(low, quantity, path)?, self.amount(high, quantity, path)?];
            let family = match op {
                Op::Set => quantity.family(),
                Op::Scale => Family::SCALE,
                Op::Add => Family::ADD,
            };
            let found = family.between(ends, quantity.unit).map_err(|Unfit { message, help }| error(message, help))?;
            let words = format!("nine in ten between {} and {}", plain(low), plain(high));
            return Ok((InputLaw::Between(found), words, Some(low.text().unwrap_or_default().to_owned())));
        }
        let Some(node) = *law.law else { return Err(error("no law is given", None)) };
        let mut found = Vec::new();
        let lawful = Quantity { forms: Forms { law: true, ..Forms::default() }, ..quantity };
        let amount = conform_quantity(&lawful, node, path, &mut found);
        let law = match amount {
            Some(Amount::Law(law)) => law,
            Some(Amount::Fixed(_)) => {
                return Err(error(
                    format!("`law` must be a law, found {}", node.to_toml()),
                    "of a known value, write it in the file".to_owned(),
                ));
            }
            _ => {
                let problem = found.into_iter().find(Diagnostic::is_error);
                return Err(problem.map_or_else(|| error("`law` is no law", None), |p| error(p.message, p.help)));
            }
        };
        if law.spec().depth() > 1 {
            return Err(error("a law of what is not known holds no law: its parameters are numbers", None));
        }
        let example = texts_in(node).into_iter().next();
        Ok((InputLaw::Law(Arc::new(law.place(0))), node.to_toml(), example))
    }

    /// A number in base units.
    pub(super) fn amount(&self, node: &Node, quantity: Quantity, path: &str) -> Result<f64, PathError> {
        let mut found = Vec::new();
        match conform_quantity(&quantity, node, path, &mut found) {
            Some(Amount::Fixed(value)) => Ok(value),
            _ => {
                let problem = found.into_iter().find(Diagnostic::is_error);
                Err(problem.map_or_else(
                    || error(format!("{} is no number", node.to_toml()), None),
                    |p| error(p.message, p.help),
                ))
            }
        }
    }

    fn values(
        &mut self,
        law: &Ignorance<'_>,
        node: &Node,
        op: Op,
        path: &str,
    ) -> Result<(InputLaw, String), PathError> {
        let Some(all) = node.elements().filter(|all| !all.is_empty()) else {
            return Err(error(
                format!("`values` must be a list, found {}", node.found()),
                "write `values = [true, false]`".to_owned(),
            ));
        };
        if op == Op::Scale && all.iter().any(|value| !matches!(value.content, Content::Integer(_) | Content::Float(_)))
        {
            return Err(error("factors are numbers without a unit", None));
        }
        let texts: Vec<String> = all.iter().map(Node::to_toml).collect();
        if let Some(twice) = texts.iter().enumerate().find(|(i, text)| texts[..*i].contains(text)).map(|(_, text)| text)
        {
            return Err(error(format!("`values` has {twice} twice"), "give its weight once".to_owned()));
        }
        let weights: Vec<f64> = match (&*law.weights, law.weights.is_there()) {
            (weights, true) if weights.len() == texts.len() && weights.iter().sum::<f64>() > 0.0 => weights.to_vec(),
            (weights, true) => {
                return Err(error(
                    format!(
                        "`weights` has {} numbers that sum to {}, for {} values",
                        weights.len(),
                        weights.iter().sum::<f64>(),
                        texts.len()
                    ),
                    "give each value its weight, 0 or more, and one of them more than 0".to_owned(),
                ));
            }
            _ => vec![1.0; texts.len()],
        };
        let sum: f64 = weights.iter().sum();
        let shares: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
        let told: Vec<String> =
            texts.iter().zip(&shares).map(|(text, share)| format!("{text} ({:.0} %)", 100.0 * share)).collect();
        let _ = path;
        Ok((InputLaw::Values { texts, shares }, told.join(", ")))
    }

    /// Refuses two inputs that set one place, and names that are there twice.
    fn contradictions(&mut self) {
        let inputs = &self.found.inputs;
        let mut found = Vec::new();
        for (at, input) in inputs.iter().enumerate() {
            for earlier in &inputs[..at] {
                let sets = |input: &Input| input.op == Op::Set;
                let same = input.places.iter().find(|place| earlier.places.iter().any(|other| place.is(other)));
                if let (true, Some(place)) = (sets(input) && sets(earlier), same) {
                    let message =
                        format!("{} and {} both set {}", shown(&earlier.name), shown(&input.name), shown(&place.path));
                    found.push((
                        input.path.clone(),
                        error(message, "keep one; factors on one place multiply".to_owned()),
                    ));
                }
                if input.name == earlier.name {
                    found.push((
                        input.path.clone(),
                        error(
                            format!("two inputs are called {}", shown(&input.name)),
                            "give one of them a `name`".to_owned(),
                        ),
                    ));
                }
            }
        }
        for (path, problem) in found {
            let span =
                self.root.uncertain.iter().find(|entry| *entry.path == Some(path.as_str())).map(|entry| entry.span());
            self.refuse(span, &path, problem);
        }
    }
}

/// The unit and range of what an input draws.
pub(super) fn quantity(op: Op, places: &[Place]) -> Option<Quantity> {
    let there = places.first()?.quantity?;
    Some(match op {
        Op::Set => there,
        Op::Scale => number(0.0, UNLIMITED),
        Op::Add => signed(there),
    })
}

/// Refuses numbers where a law, a list or a table stands, and changes of what is not there.
fn fits(scenario: &Scenario, op: Op, places: &[Place], path: &str) -> Result<(), PathError> {
    for place in places {
        let Some(there) = &place.there else {
            if op == Op::Set {
                continue;
            }
            return Err(error(
                format!("the path {} has no value to change", shown(path)),
                "give it a value in the file, or use `set`".to_owned(),
            ));
        };
        if place.in_patch || op == Op::Set {
            let single = !matches!(there.content, Content::Table(_) | Content::List(_));
            if !single {
                let keeps = scenario
                    .law_at(&place.path)
                    .and_then(|found| found.inside)
                    .map(|inside| format!("`{}.{inside}` keeps the law", place.path));
                let what = there.to_toml();
                let help = keeps.unwrap_or_else(|| "name one of its values: the parameter of a law, an element of a list (from 1), an hour of a timetable".to_owned());
                return Err(error(
                    format!("{} is {what} in the file: one number would replace all of it", shown(&place.path)),
                    help,
                ));
            }
        } else if !place.target.is_quantity && !place.in_patch {
            return Err(error(
                format!("{} is not a quantity: it can be `set`, not scaled or added to", shown(&place.path)),
                None,
            ));
        }
    }
    Ok(())
}

/// What the file says itself, where all places say the same.
pub(super) fn own_value(places: &[Place]) -> Option<String> {
    let first = places.first()?.there.as_ref()?.to_toml();
    places.iter().all(|place| place.there.as_ref().is_some_and(|there| there.to_toml() == first)).then_some(first)
}

/// The same in base units.
fn number_of(places: &[Place], quantity: Option<Quantity>) -> Option<f64> {
    own_value(places)?;
    match conform_quantity(&quantity?, places.first()?.there.as_ref()?, "", &mut Vec::new()) {
        Some(Amount::Fixed(value)) => Some(value),
        _ => None,
    }
}

/// What a path is called: of one into a patch, what is changed in the end.
pub(super) fn labelled(path: &str) -> String {
    let changed = path.split_once(".change.").map_or(path, |(_, changed)| changed);
    label_of(changed).unwrap_or_else(|| path.to_owned())
}

/// A value without its quotes.
pub(super) fn plain(node: &Node) -> String {
    node.text().map_or_else(|| node.to_toml(), str::to_owned)
}

fn texts_in(node: &Node) -> Vec<String> {
    match &node.content {
        Content::Text(text) => vec![text.clone()],
        Content::List(list) => list.iter().flat_map(texts_in).collect(),
        Content::Table(fields) => fields.iter().flat_map(|field| texts_in(&field.node)).collect(),
        _ => Vec::new(),
    }
}

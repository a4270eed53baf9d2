//! The values of somebody: the scenario as rules, the segment and an offer make it for them, and which of these made each value.

use super::effective::{Effective, explain, is_below, told, written};
use super::inputs::readable;
use super::person::{Answer, OFFER, Person};
use crate::scenario::check::Lasting;
use crate::scenario::grammar::value::{Action, Change};
use crate::scenario::grammar::{Named as _, enabled, entry};
use crate::scenario::load::scenario::Scenario;
use crate::scenario::read::patch::{Weighted, targets};
use crate::scenario::text::diagnostic::{Diagnostic, Diagnostics};

/// The values of somebody.
#[derive(Debug)]
pub struct Personal {
    /// The scenario as it is for them.
    own: Scenario,
    /// What holds for all.
    general: Vec<Effective>,
    /// Who changed which place, the latest last.
    marks: Vec<Mark>,
    open: Vec<OpenRule>,
}

/// A rule that may hold for somebody or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRule {
    /// Its name, with what it is: "rule the best go first".
    pub name: String,
    /// The keys on which it depends.
    pub asks: Vec<String>,
    /// The places that it would change.
    paths: Vec<String>,
}

/// A value of somebody, and what made it.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonalValue {
    /// The value; its origin says what made it, too.
    pub value: Effective,
    /// Segments, rules and offers that changed it, in order: "rule the best go first".
    pub changed_by: Vec<String>,
}

/// A place that was changed.
#[derive(Debug)]
struct Mark {
    path: String,
    by: String,
    sets: bool,
}

impl Personal {
    /// What a scenario is for somebody, in the world without interventions and before any shock.
    ///
    /// # Errors
    ///
    /// What these changes make wrong together, or an offer that nobody like that has.
    pub fn of(scenario: &Scenario, person: &Person) -> Result<Self, Diagnostics> {
        let root = scenario.read();
        let mut open: Vec<OpenRule> = Vec::new();
        let places = |changes: &[Change]| {
            let targets = changes.iter().flat_map(|change| targets(&scenario.tree, change).into_iter().flatten());
            targets.map(|target| written(&target.steps)).collect::<Vec<String>>()
        };
        let mut changes: Vec<(String, &Change, f64)> = Vec::new();
        // The order in which they act: segment, rules, offer.
        for segment in enabled(&root.segment) {
            let by = format!("segment {}", segment.name());
            if person.meets(&segment.who()) == Answer::Yes {
                changes.extend(segment.change.iter().map(|change| (by.clone(), change, 1.0)));
            } else if let (Answer::Open(asks), false) = (person.meets(&segment.who()), segment.change.is_empty()) {
                open.push(OpenRule { name: by, asks, paths: places(*segment.change) });
            }
        }
        for rule in enabled(&root.rule) {
            let by = format!("rule {}", rule.name());
            match person.meets(&rule.who()) {
                Answer::Yes => changes.extend(rule.change.iter().map(|change| (by.clone(), change, 1.0))),
                Answer::No => {}
                Answer::Open(asks) => open.push(OpenRule { name: by, asks, paths: places(*rule.change) }),
            }
        }
        if let Some(offer) = person.name(OFFER).and_then(|name| entry(&root.intervention, name)) {
            let segment = person.name("segment").and_then(|name| entry(&root.segment, name));
            let refuse = |message: String| {
                let problem = Diagnostic::error("bad-person", "", message);
                Diagnostics::new(vec![problem], std::sync::Arc::clone(&scenario.sources))
            };
            let aimed = person.meets(&offer.who());
            if aimed == Answer::No {
                return Err(refuse(format!("the offer `{}` is for others", offer.name())));
            }
            let by = format!("offer {}", offer.name());
            if let Answer::Open(asks) = aimed {
                open.push(OpenRule { name: by.clone(), asks, paths: places(*offer.change) });
            }
            let factors: Vec<f64> = enabled(&root.segment).map(|segment| *segment.factor.offer_response).collect();
            let response = segment.map(|segment| *segment.factor.offer_response);
            let response = response.or_else(|| factors.iter().all(|factor| *factor == 1.0).then_some(1.0));
            let response = response.ok_or_else(|| {
                refuse("segments respond to offers in ways of their own: say the `segment`, too".to_owned())
            })?;
            changes.extend(offer.change.iter().map(|change| (by.clone(), change, response)));
        }
        let weighted: Vec<Weighted<'_>> =
            changes.iter().map(|(_, change, weight)| Weighted { change, weight: *weight }).collect();
        let own = match weighted.is_empty() {
            true => scenario.clone(),
            false => scenario.under(&weighted, Lasting::ForSome)?,
        };
        let mut marks: Vec<Mark> = Vec::new();
        for (by, change, _) in &changes {
            for target in targets(&own.tree, change).into_iter().flatten() {
                let (path, sets) = (written(&target.steps), matches!(change.action, Action::Set(_)));
                if sets {
                    marks.retain(|mark| !(mark.sets && is_below(&mark.path, &path)));
                }
                marks.push(Mark { path, by: by.clone(), sets });
            }
        }
        let general = explain(scenario, None).unwrap_or_default();
        Ok(Self { own, general, marks, open })
    }

    /// Their values, or those at and below a path.
    ///
    /// # Errors
    ///
    /// If the path matches nothing.
    pub fn explain(&self, path: Option<&str>) -> Result<Vec<PersonalValue>, Box<Diagnostic>> {
        Ok(told(&self.own, path, readable)?.into_iter().map(|value| self.with_origin(value)).collect())
    }

    /// Rules of which it depends on what is not said whether they change any of these values, which are those at and below a path.
    #[must_use]
    pub fn open(&self, values: &[Effective], path: Option<&str>) -> Vec<OpenRule> {
        // What a rule would set need not be there yet.
        let meets = |place: &String| {
            path.is_none_or(|path| is_below(place, path))
                || values.iter().any(|value| is_below(place, &value.path) || is_below(&value.path, place))
        };
        self.open.iter().filter(|rule| rule.paths.iter().any(meets)).cloned().collect()
    }

    fn with_origin(&self, mut value: Effective) -> PersonalValue {
        // What was set stands at it or inside it, or it is part of what was set as a whole.
        let at = |mark: &&Mark| {
            is_below(&mark.path, &value.path) || (is_below(&value.path, &mark.path) && value.origin == "patch")
        };
        let marks: Vec<&Mark> = self.marks.iter().filter(at).collect();
        let mut changed_by: Vec<String> = Vec::new();
        for mark in &marks {
            if !changed_by.contains(&mark.by) {
                changed_by.push(mark.by.clone());
            }
        }
        if !changed_by.is_empty() {
            let is_replaced = marks.iter().any(|mark| mark.sets && is_below(&value.path, &mark.path));
            let before = self.general.iter().find(|known| known.path == value.path).filter(|_| !is_replaced);
            value.basis = before.map_or_else(String::new, |before| before.basis.clone());
            let origin = before.map(|before| before.origin.clone());
            value.origin = origin.into_iter().chain(changed_by.iter().cloned()).collect::<Vec<_>>().join(", ");
        }
        PersonalValue { value, changed_by }
    }
}

//! Complaints sorted for Pareto charts (model section 18): by what they are about and by where they arise.
//!
//! What a complaint is about is the hole its incident is blamed on. Where it arises is the touchpoint, its journey, and the
//! resource that serves there, which stands for the department. Each complaint is in one group of each sorting.

use crate::journey::model::{Model, Start, TouchId};
use crate::journey::observations::Observations;

/// What a group of complaints is counted from.
pub(crate) enum Counted {
    /// Hole by number; one past the last for none.
    Hole(usize),
    /// Touchpoints by number.
    Touchpoints(Vec<usize>),
}

impl Counted {
    pub(crate) fn of(&self, o: &Observations) -> u64 {
        match self {
            Counted::Hole(hole) => o.complained_of[*hole],
            Counted::Touchpoints(touchpoints) => touchpoints.iter().map(|&t| o.touchpoints[t].complaints).sum(),
        }
    }
}

/// One way to sort complaints: its name, what it says, and its groups by name.
pub(crate) struct Sorting {
    pub(crate) by: &'static str,
    pub(crate) words: &'static str,
    pub(crate) groups: Vec<(String, Counted)>,
}

/// The ways that tell something apart; none where nobody complains. Touchpoints are kept apart however many they are.
pub(crate) fn sortings(model: &Model) -> Vec<Sorting> {
    if !model.complaints {
        return Vec::new();
    }
    let journey = |t: usize| &model.journeys[usize::from(model.touchpoints[t].journey)];
    // Visitors do not complain, and a failure inside a complaint opens no second one.
    let places: Vec<usize> = (0..model.touchpoints.len())
        .filter(|&t| !matches!(journey(t).start, Start::Arrivals(_) | Start::Complaint))
        .filter(|&t| {
            model.versions(t as TouchId).any(|touch| {
                let fails = match model.loyalty {
                    true => touch.quality.is_some(),
                    false => touch.fail_prob.is_some() && touch.lane.is_met(),
                };
                fails || touch.patience.is_some()
            })
        })
        .collect();
    let names = model.holes.iter().map(|h| h.name.clone()).chain(["no hole".to_owned()]);
    let holes = names.enumerate().map(|(hole, name)| (name, Counted::Hole(hole))).collect();
    let touchpoints = places
        .iter()
        .map(|&t| (format!("{}/{}", journey(t).name, model.touchpoints[t].name), Counted::Touchpoints(vec![t])))
        .collect();
    let served = |t: usize| match model.touchpoints[t].resource {
        Some(resource) => model.resources[usize::from(resource)].name.clone(),
        None => "no resource".to_owned(),
    };
    let sorting = |by, words, groups| Sorting { by, words, groups };
    let mut all = vec![
        sorting("hole", "about what hole \"{}\" is blamed for", holes),
        sorting("touchpoint", "that arose at \"{}\"", touchpoints),
        sorting("journey", "that arose in journey \"{}\"", gathered(&places, |t| journey(t).name.clone())),
        sorting("resource", "that arose where \"{}\" serves", gathered(&places, served)),
    ];
    // A single group says nothing that the number of complaints does not say.
    all.retain(|s| s.groups.len() > 1 || s.by == "touchpoint");
    all
}

fn gathered(places: &[usize], name: impl Fn(usize) -> String) -> Vec<(String, Counted)> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for &t in places {
        let name = name(t);
        match groups.iter_mut().find(|group| group.0 == name) {
            Some(group) => group.1.push(t),
            None => groups.push((name, vec![t])),
        }
    }
    groups.into_iter().map(|(name, places)| (name, Counted::Touchpoints(places))).collect()
}

//! Complaints sorted for Pareto charts (model section 18): by what they are about and by where they arise.
//!
//! What a complaint is about is the hole its incident is blamed on. Where it arises is the touchpoint, its journey, and the
//! resource that serves there, which stands for the department. Each complaint is in one group of each sorting.

use crate::experiment::results::ComplaintGroup;
use crate::experiment::run::assemble::Assembly;
use crate::journey::model::{Model, Start};
use crate::journey::observations::Observations;

/// Share of all complaints that class A reaches (CRM deck, slide 175).
const CLASS_A: f64 = 0.8;

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
            let touch = &model.touchpoints[t];
            let fails =
                if model.loyalty { touch.quality.is_some() } else { touch.fail_prob.is_some() && touch.lane.is_met() };
            fails || touch.patience.is_some()
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

impl Assembly<'_> {
    /// Groups of complaints by sorting, largest first; those nobody ever complained of are left out.
    pub(crate) fn complaints(&self) -> Vec<(String, Vec<ComplaintGroup>)> {
        let sorted = sortings(self.inputs.model).into_iter().map(|sorting| {
            let by = sorting.by;
            let mut groups: Vec<ComplaintGroup> = sorting
                .groups
                .into_iter()
                .map(|(name, _)| ComplaintGroup {
                    complaints: self.at(&format!("complaints.{by}.{name}")),
                    share: self.at(&format!("complaint_share.{by}.{name}")),
                    name,
                    cumulative: 0.0,
                    class_a: false,
                })
                .filter(|group| group.complaints.mean.is_some_and(|mean| mean > 0.0))
                .collect();
            classify(&mut groups);
            (by.to_owned(), groups)
        });
        sorted.filter(|(_, groups)| !groups.is_empty()).collect()
    }
}

/// Sorts groups, largest first, and fills in the cumulative share and the class.
///
/// # Definition
/// Class A holds the largest groups up to and including the one with which they reach 80 % of all complaints.
fn classify(groups: &mut [ComplaintGroup]) {
    let mean = |group: &ComplaintGroup| group.complaints.mean.unwrap_or(0.0);
    groups.sort_by(|a, b| mean(b).total_cmp(&mean(a)).then_with(|| a.name.cmp(&b.name)));
    let all: f64 = groups.iter().map(mean).sum();
    let mut before = 0.0;
    for group in groups {
        group.class_a = before < CLASS_A * all;
        before += mean(group);
        group.cumulative = before / all;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Metric;
    use crate::stats::mean_interval;

    #[test]
    fn class_a_ends_with_the_group_that_reaches_eighty_per_cent() {
        let metric = |x: f64| Metric::of(&mean_interval(&[x, x], 0.95), "complaints", "");
        let group = |(name, count): (&str, f64)| ComplaintGroup {
            name: name.to_owned(),
            complaints: metric(count),
            share: metric(count / 100.0),
            cumulative: 0.0,
            class_a: false,
        };
        let classes = |counts: &[(&str, f64)]| -> Vec<(String, bool)> {
            let mut groups: Vec<ComplaintGroup> = counts.iter().copied().map(group).collect();
            classify(&mut groups);
            assert!((groups[groups.len() - 1].cumulative - 1.0).abs() < 1e-12);
            groups.into_iter().map(|g| (g.name, g.class_a)).collect()
        };
        let told = |list: &[(&str, bool)]| list.iter().map(|(n, a)| ((*n).to_owned(), *a)).collect::<Vec<_>>();
        // 50 + 30 are just 80 %: the third is not needed any more.
        assert_eq!(
            classes(&[("c", 12.0), ("a", 50.0), ("d", 8.0), ("b", 30.0)]),
            told(&[("a", true), ("b", true), ("c", false), ("d", false)])
        );
        // 79 % is not enough: the next one crosses.
        assert_eq!(
            classes(&[("a", 49.0), ("b", 30.0), ("c", 13.0), ("d", 8.0)]),
            told(&[("a", true), ("b", true), ("c", true), ("d", false)])
        );
        assert_eq!(classes(&[("a", 7.0)]), told(&[("a", true)]));
    }
}

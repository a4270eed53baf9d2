//! Complaints of a world sorted for Pareto charts, by what they are about and by where they arise.

use super::assembly::Assembly;
use crate::experiment::readings::complaints::sortings;
use crate::experiment::results::ComplaintGroup;

/// Share of all complaints that class A reaches (CRM deck, slide 175).
const CLASS_A: f64 = 0.8;

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

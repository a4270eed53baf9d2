//! Every estimate of a world by its path in `results.json`: what asserts look up and tables list.

use std::collections::BTreeMap;

use super::{Measures, Metric, World};
use crate::metrics::Subject;
use crate::metrics::journey::Journey;
use crate::metrics::resource::Resource;
use crate::metrics::touchpoint::Touchpoint;

impl World {
    /// Estimates that stand in maps by id, with the beginning of their paths.
    fn maps(&self) -> Vec<(&'static str, &BTreeMap<String, Metric>)> {
        let mut maps = vec![
            ("metrics", &self.metrics),
            ("ledger", &self.ledger),
            ("program", &self.program),
            ("observed", &self.observed),
            ("classes", &self.classes),
            ("behaviours", &self.behaviours),
        ];
        if let Some(bucket) = &self.bucket {
            maps.extend([
                ("bucket.inflow", &bucket.inflow),
                ("bucket.outflow", &bucket.outflow),
                ("bucket.outflow_share", &bucket.outflow_share),
            ]);
        }
        maps
    }

    /// Estimates that stand by themselves.
    fn others(&self) -> impl Iterator<Item = (String, &Metric)> {
        let ends = self.bucket.iter().flat_map(|b| [("bucket.start", &b.start), ("bucket.end", &b.end)]);
        let splits = self.bucket.iter().flat_map(|b| &b.split).flat_map(|(hole, split)| {
            let parts = [
                ("prior", &split.prior),
                ("dissatisfaction", &split.dissatisfaction),
                ("indifferent", &split.indifferent),
            ];
            parts.map(|(part, metric)| (format!("bucket.split.{hole}.{part}"), metric))
        });
        let groups = self.complaints.iter().flat_map(|(by, groups)| groups.iter().map(move |group| (by, group)));
        let complaints = groups.flat_map(|(by, group)| {
            let name = &group.name;
            [
                (format!("complaints.{by}.{name}"), &group.complaints),
                (format!("complaint_share.{by}.{name}"), &group.share),
            ]
        });
        ends.map(|(path, metric)| (path.to_owned(), metric)).chain(splits).chain(complaints)
    }

    fn journey_measures(&self) -> impl Iterator<Item = (&str, &Measures<Journey>)> {
        self.journeys.iter().map(|(name, found)| (name.as_str(), &found.measures))
    }

    fn touchpoint_measures(&self) -> impl Iterator<Item = (&str, &Measures<Touchpoint>)> {
        self.touchpoints.iter().map(|(name, found)| (name.as_str(), &found.measures))
    }

    fn resource_measures(&self) -> impl Iterator<Item = (&str, &Measures<Resource>)> {
        self.resources.iter().map(|(name, found)| (name.as_str(), &found.measures))
    }

    /// Every estimate with its path, in the order of paths.
    #[must_use]
    pub fn paths(&self) -> Vec<(String, &Metric)> {
        let maps = self
            .maps()
            .into_iter()
            .flat_map(|(head, map)| map.iter().map(move |(id, metric)| (format!("{head}.{id}"), metric)));
        let mut all: Vec<(String, &Metric)> = maps
            .chain(self.others())
            .chain(written(self.journey_measures()))
            .chain(written(self.touchpoint_measures()))
            .chain(written(self.resource_measures()))
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// The estimate at a path.
    #[must_use]
    pub fn metric(&self, path: &str) -> Option<&Metric> {
        let rest = |head: &str| path.strip_prefix(head)?.strip_prefix('.');
        if let Some(found) = self.maps().into_iter().find_map(|(head, map)| map.get(rest(head)?)) {
            return Some(found);
        }
        let measured = read(path, self.journey_measures())
            .or_else(|| read(path, self.touchpoint_measures()))
            .or_else(|| read(path, self.resource_measures()));
        measured.or_else(|| self.others().find(|(own, _)| own == path).map(|(_, metric)| metric))
    }
}

/// Estimates of all subjects of a kind with their paths.
fn written<'w, S: Subject>(
    subjects: impl Iterator<Item = (&'w str, &'w Measures<S>)>,
) -> impl Iterator<Item = (String, &'w Metric)> {
    subjects.flat_map(|(name, measures)| {
        measures.iter().map(move |(id, metric)| (format!("{}.{name}.{id}", S::PATH), metric))
    })
}

/// The estimate at a path, if it is one of this kind. Names may hold dots of their own.
fn read<'w, S: Subject>(
    path: &str,
    mut subjects: impl Iterator<Item = (&'w str, &'w Measures<S>)>,
) -> Option<&'w Metric> {
    let rest = path.strip_prefix(S::PATH)?.strip_prefix('.')?;
    subjects.find_map(|(name, measures)| measures.at(rest.strip_prefix(name)?.strip_prefix('.')?))
}

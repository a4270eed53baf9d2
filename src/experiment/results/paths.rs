//! Every estimate of a world by its path in `results.json`: what asserts look up and tables list.

use std::collections::BTreeMap;

use super::{Measures, Metric, World};
use crate::metrics::firm::{self, Firm};
use crate::metrics::journey::Journey;
use crate::metrics::resource::Resource;
use crate::metrics::touchpoint::Touchpoint;
use crate::metrics::{Located, Subject};

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
        let ends = self.bucket.iter().flat_map(|b| [(firm::BUCKET_START, &b.start), (firm::BUCKET_END, &b.end)]);
        let splits = self.bucket.iter().flat_map(|b| &b.split).flat_map(|(hole, split)| {
            let parts = [
                (firm::SPLIT_PRIOR, &split.prior),
                (firm::SPLIT_DISSATISFACTION, &split.dissatisfaction),
                (firm::SPLIT_INDIFFERENT, &split.indifferent),
            ];
            parts.map(|(part, metric)| (Firm::path(part.id(), hole), metric))
        });
        let groups = self.complaints.iter().flat_map(|(by, groups)| groups.iter().map(move |group| (by, group)));
        let complaints = groups.flat_map(|(by, group)| {
            let name = &group.name;
            [
                (format!("complaints.{by}.{name}"), &group.complaints),
                (format!("complaint_share.{by}.{name}"), &group.share),
            ]
        });
        ends.map(|(end, metric)| (end.id().to_owned(), metric)).chain(splits).chain(complaints)
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
            .chain(written(self.journeys.iter().map(|(name, found)| (name, &found.measures))))
            .chain(written(self.touchpoints.iter().map(|(name, found)| (name, &found.measures))))
            .chain(written(self.resources.iter().map(|(name, found)| (name, &found.measures))))
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// The estimate at a path.
    #[must_use]
    pub fn metric(&self, path: &str) -> Option<&Metric> {
        let (head, rest) = path.split_once('.')?;
        // Names hold no dots.
        let named = || rest.split_once('.');
        match head {
            Journey::PATH => named().and_then(|(name, id)| self.journeys.get(name)?.measures.at(id)),
            Touchpoint::PATH => named().and_then(|(name, id)| self.touchpoints.get(name)?.measures.at(id)),
            Resource::PATH => named().and_then(|(name, id)| self.resources.get(name)?.measures.at(id)),
            _ => {
                let within = |head: &str| path.strip_prefix(head)?.strip_prefix('.');
                let mapped = self.maps().into_iter().find_map(|(head, map)| map.get(within(head)?));
                mapped.or_else(|| self.others().find(|(own, _)| own == path).map(|(_, metric)| metric))
            }
        }
    }
}

/// Estimates of all subjects of a kind with their paths.
fn written<'w, S: Subject>(
    subjects: impl Iterator<Item = (&'w String, &'w Measures<S>)>,
) -> impl Iterator<Item = (String, &'w Metric)> {
    subjects.flat_map(|(name, measures)| {
        measures.iter().map(move |(id, metric)| (format!("{}.{name}.{id}", S::PATH), metric))
    })
}

//! Metrics of complaints by what they are about and where they arise (model section 18).

use super::{Catalogue, ratio};
use crate::experiment::readings::complaints::sortings;
use crate::journey::model::Model;

impl Catalogue {
    /// Number and share of the complaints of each group, in every way to sort them that tells something apart.
    pub(crate) fn add_complaints(&mut self, model: &Model) {
        for sorting in sortings(model) {
            for (name, counted) in sorting.groups {
                let counted = std::sync::Arc::new(counted);
                let (same, words) = (counted.clone(), sorting.words.replace("{}", &name));
                self.add(
                    format!("complaints.{}.{name}", sorting.by),
                    "complaints",
                    format!("incidents voiced in the observed period, at the front line or formally, {words}"),
                    move |s| Some(counted.of(s.o) as f64),
                );
                self.add(
                    format!("complaint_share.{}.{name}", sorting.by),
                    "share",
                    format!("complaints {words} / all complaints of the observed period"),
                    move |s| ratio(same.of(s.o) as f64, s.o.complaints as f64),
                )
                .of(move |s| s.o.complaints as f64);
            }
        }
    }
}

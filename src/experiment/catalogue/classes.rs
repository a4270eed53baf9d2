//! Metrics of value classes.

use super::Catalogue;
use crate::experiment::readings::classes::layout;
use crate::journey::model::Model;

impl Catalogue {
    /// Adds the metrics of value classes, if the model has them.
    pub(super) fn add_classes(&mut self, model: &Model) {
        let Some(classes) = &model.classes else { return };
        for (at, column) in layout(classes).into_iter().enumerate() {
            let of_customers = column.unit == "share" && column.id.ends_with(".customers");
            let entry = self.add(format!("classes.{}", column.id), column.unit, column.definition, move |s| {
                s.curves.classes.column(at)
            });
            if of_customers {
                // The first column: customers at the last review.
                entry.of(|s| s.curves.classes.column(0).unwrap_or(f64::NAN));
            }
        }
    }
}

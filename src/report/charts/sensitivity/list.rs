//! The list of charts of an analysis.

use super::{best, dependence, morris, rule, sobol, tornado};
use crate::experiment::analysis::Analysis;
use crate::report::charts::slug::Slugs;
use crate::report::charts::spec::ChartSpec;

/// All charts of an analysis, metric by metric.
pub(in crate::report) fn all(analysis: &Analysis) -> Vec<ChartSpec> {
    let mut slugs = Slugs::default();
    let mut charts = Vec::new();
    for metric in &analysis.metrics {
        for build in [tornado::build, morris::build, sobol::build, dependence::build, rule::build, best::build] {
            charts.extend(build(analysis, metric, &mut slugs));
        }
    }
    charts
}

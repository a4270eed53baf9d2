//! What stands where in the folder of a run.

/// The file that stands in the folder of a run that has not ended.
pub const MARK: &str = "UNFINISHED.json";
/// What is known of the run whose results are there, and the files it wrote.
pub const MANIFEST: &str = "manifest.json";
/// The results themselves.
pub(in crate::report) const RESULTS: &str = "results.json";
/// The page.
pub(in crate::report) const PAGE: &str = "report.html";
/// The workbook.
pub const WORKBOOK: &str = "workbook.xlsx";
/// Draws of what is not known, a row for each, luck and design.
pub const DRAWS: [&str; 2] = ["tables/draws.csv", "draws.parquet"];
/// Subfolder of the charts.
pub(crate) const CHARTS: &str = "charts";
/// Subfolder of the tables.
pub(crate) const TABLES: &str = "tables";

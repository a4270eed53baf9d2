//! A design from a table: a CSV file with a path in each header and a value in each cell.

use super::design::MOST_POINTS;
use super::parameter::{Levels, Parameter};
use super::plan::PlanPoint;
use crate::scenario::text::diagnostic::shown;

/// A table that cannot be read as a design, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TableError(String);

/// The parameters and points of a table.
///
/// A header is a path, or the name of one of `known`; `scale:` and `add:` before a path change instead of set. An empty cell leaves the
/// file as it is. What a cell says is checked when its point is run, so that one bad row does not cost the others.
///
/// # Errors
/// No header, no row, a row of another length, a header twice.
pub fn read_table(text: &str, known: &[Parameter]) -> Result<(Vec<Parameter>, Vec<PlanPoint>), TableError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    let wrong = |e: csv::Error| TableError(format!("the table cannot be read: {e}"));
    let headers = reader.headers().map_err(wrong)?.clone();
    let mut parameters: Vec<Parameter> = Vec::new();
    for header in &headers {
        if header.is_empty() {
            return Err(TableError("a column of the table has no header: write the path it changes".to_owned()));
        }
        if parameters.iter().any(|p| p.name == header) {
            return Err(TableError(format!("the column {} is there twice", shown(header))));
        }
        parameters.push(match known.iter().find(|p| p.name == header) {
            Some(parameter) => Parameter { levels: Levels::Free, ..parameter.clone() },
            None => {
                let (op, path) = match header.split_once(':') {
                    Some((op @ ("set" | "scale" | "add"), path)) => (op, path.trim()),
                    _ => ("set", header),
                };
                Parameter { name: header.to_owned(), path: path.to_owned(), op: op.to_owned(), levels: Levels::Free }
            }
        });
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in reader.records() {
        rows.push(record.map_err(wrong)?.iter().map(str::to_owned).collect());
        if rows.len() > MOST_POINTS {
            return Err(TableError(format!("the table has more than {MOST_POINTS} rows")));
        }
    }
    if rows.is_empty() {
        return Err(TableError("the table has no row".to_owned()));
    }
    Ok((parameters, PlanPoint::of_table(rows)))
}

#[cfg(test)]
mod tests {
    use super::super::label::{Label, Role};
    use super::*;

    #[test]
    fn headers_are_paths_and_cells_are_values() {
        let text = "resource.tellers.staff, scale:purchase.margin\n3, 1.5\n# a remark\n,0.5\n";
        let (parameters, points) = read_table(text, &[]).expect("a table");
        assert_eq!((parameters[1].path.as_str(), parameters[1].op.as_str()), ("purchase.margin", "scale"));
        assert!(points.iter().map(|point| &point.values).eq(&[["3", "1.5"], ["", "0.5"]]));
        assert!(points.iter().all(|point| point.label == Label::default()), "each stands for itself");
        assert!(parameters[0].patch(&points[1].values[0]).is_none(), "an empty cell changes nothing");
        let (_, points) = read_table("a,b\n1,\n,\n,2\n1,2\n", &[]).expect("a table");
        let role = |point: &PlanPoint| (point.label.role.map(Role::word), point.label.parameter);
        let roles: Vec<_> = points.iter().map(role).collect();
        assert_eq!(roles, [(Some("alone"), Some(0)), (Some("file"), None), (Some("alone"), Some(1)), (None, None)]);
    }

    #[test]
    fn slips_are_told() {
        let said = |text: &str| read_table(text, &[]).expect_err(text).to_string();
        assert!(said("").contains("no"));
        assert!(said("a,a\n1,2\n").contains("twice"));
        assert!(said("a,\n1,2\n").contains("no header"));
        assert!(said("a,b\n1\n").contains("line: 2"), "{}", said("a,b\n1\n"));
        assert!(said("a,b\n").contains("no row"));
    }
}

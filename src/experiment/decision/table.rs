//! Anybody's table of draws: `draw`, `luck`, `design:NAME` for each design, and all other columns inputs.

use std::collections::BTreeMap;

use crate::scenario::text::diagnostic::shown;

/// Beginning of a header that names a design.
const DESIGN: &str = "design:";
/// Fewest draws that say anything.
const FEWEST: usize = 32;

/// Draws as a table has them.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionTable {
    /// Names of the designs, the baseline first.
    pub designs: Vec<String>,
    /// Names of the inputs.
    pub inputs: Vec<String>,
    /// Per draw, the cell of each input.
    pub cells: Vec<Vec<String>>,
    /// Per draw and replication of it, the value of each design.
    pub values: Vec<Vec<Vec<f64>>>,
    /// Per draw and replication, its luck; equal numbers are the same customers.
    pub luck: Vec<Vec<u64>>,
}

/// A table that cannot be read as draws, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DecisionTableError(String);

fn wrong(text: impl Into<String>) -> DecisionTableError {
    DecisionTableError(text.into())
}

/// Reads a table of draws.
///
/// # Errors
/// No `draw`, fewer than two designs, a cell that is no number where one is needed, an input that changes within a draw, a luck twice in a draw,
/// fewer than 32 draws.
pub fn read_decision_table(text: &str) -> Result<DecisionTable, DecisionTableError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    let unreadable = |e: csv::Error| wrong(format!("the table cannot be read: {e}"));
    let headers: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(str::to_owned).collect();
    if let Some(twice) = headers.iter().enumerate().find(|(i, h)| headers[..*i].contains(h)).map(|(_, h)| h) {
        return Err(wrong(format!("the column {} is there twice", shown(twice))));
    }
    let place = |name: &str| headers.iter().position(|h| h == name);
    let draw_at = place("draw").ok_or_else(|| wrong("there is no column `draw`: number the draws of the inputs"))?;
    let luck_at = place("luck");
    let is_design = |h: &String| h.starts_with(DESIGN);
    let design_at: Vec<usize> = (0..headers.len()).filter(|&i| is_design(&headers[i])).collect();
    if design_at.len() < 2 {
        return Err(wrong("a choice is among two designs or more: columns `design:NAME`, the baseline first"));
    }
    let input_at: Vec<usize> =
        (0..headers.len()).filter(|&i| i != draw_at && Some(i) != luck_at && !is_design(&headers[i])).collect();
    if input_at.is_empty() {
        return Err(wrong("there is no input: every column but `draw`, `luck` and `design:NAME` is one"));
    }
    type Drawn = (Vec<String>, Vec<(u64, Vec<f64>)>);
    let mut draws: BTreeMap<u64, Drawn> = BTreeMap::new();
    for (row, record) in reader.records().enumerate() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(row as u64 + 2, csv::Position::line);
        let whole = |at: usize| {
            record[at].parse::<u64>().map_err(|_| {
                wrong(format!("line {line}: {} is {}, where a whole number is needed", headers[at], shown(&record[at])))
            })
        };
        let number = |at: &usize| {
            record[*at].parse::<f64>().ok().filter(|x| x.is_finite()).ok_or_else(|| {
                wrong(format!("line {line}: {} is {}, where a number is needed", headers[*at], shown(&record[*at])))
            })
        };
        let draw = whole(draw_at)?;
        let luck = luck_at.map_or(Ok(row as u64), whole)?;
        let values: Vec<f64> = design_at.iter().map(number).collect::<Result<_, _>>()?;
        let cells: Vec<String> = input_at.iter().map(|&at| record[at].to_owned()).collect();
        if let Some(empty) = cells.iter().position(String::is_empty) {
            return Err(wrong(format!(
                "line {line}: {} is empty: an input has a value in each draw",
                headers[input_at[empty]]
            )));
        }
        let (known, rows) = draws.entry(draw).or_insert_with(|| (cells.clone(), Vec::new()));
        if let Some(i) = (0..cells.len()).find(|&i| known[i] != cells[i]) {
            return Err(wrong(format!(
                "line {line}: {} is {} and was {} in draw {draw} before: an input has one value in a draw",
                headers[input_at[i]],
                shown(&cells[i]),
                shown(&known[i])
            )));
        }
        if rows.iter().any(|(other, _)| *other == luck) {
            return Err(wrong(format!("line {line}: draw {draw} has luck {luck} twice")));
        }
        rows.push((luck, values));
    }
    if draws.len() < FEWEST {
        return Err(wrong(format!("{} draws are too few to tell inputs apart: {FEWEST} is the least", draws.len())));
    }
    let mut table = DecisionTable {
        designs: design_at.iter().map(|&at| headers[at][DESIGN.len()..].trim().to_owned()).collect(),
        inputs: input_at.iter().map(|&at| headers[at].clone()).collect(),
        cells: Vec::new(),
        values: Vec::new(),
        luck: Vec::new(),
    };
    for (_, (cells, mut rows)) in draws {
        rows.sort_by_key(|(luck, _)| *luck);
        table.cells.push(cells);
        table.luck.push(rows.iter().map(|(luck, _)| *luck).collect());
        table.values.push(rows.into_iter().map(|(_, values)| values).collect());
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rows: impl Fn(usize) -> String) -> String {
        let lines: Vec<String> = (0..40).map(rows).collect();
        format!("draw,luck,x,kind,design:as it is,design: new\n{}\n", lines.join("\n"))
    }

    fn row(i: usize) -> String {
        format!("{i},{i},{},{},1.5,{i}", i as f64 / 7.0, ["a", "b"][i % 2])
    }

    #[test]
    fn a_table_is_read() {
        let table = read_decision_table(&(text(row) + "39,99,5.571428571428571,b,1.5,7\n")).expect("a table");
        assert_eq!(table.designs, ["as it is", "new"]);
        assert_eq!(table.inputs, ["x", "kind"]);
        assert_eq!((table.cells.len(), table.values[39].len()), (40, 2));
        assert_eq!(table.values[39], [[1.5, 39.0], [1.5, 7.0]]);
        assert_eq!(table.luck[39], [39, 99]);
    }

    #[test]
    fn slips_are_told() {
        let said = |text: &str| read_decision_table(text).expect_err(text).to_string();
        assert!(said("x,design:a,design:b\n").contains("no column `draw`"));
        assert!(said("draw,x,design:a\n").contains("two designs"));
        assert!(said("draw,design:a,design:b\n").contains("no input"));
        assert!(said("draw,draw,x,design:a,design:b\n").contains("twice"));
        assert!(said(&(text(row) + "39,99,5.571428571428571,a,1,2\n")).contains("kind is `a` and was `b` in draw 39"));
        assert!(said(&(text(row) + "39,39,5.571428571428571,b,1,2\n")).contains("has luck 39 twice"));
        assert!(said(&(text(row) + "40,40,x,b,1,oops\n")).contains("line 42: design: new is `oops`"));
        assert!(said(&(text(row) + "40.5,40,x,b,1,2\n")).contains("draw is `40.5`, where a whole number is needed"));
        assert!(said(&(text(row) + "40,40,,b,1,2\n")).contains("x is empty"));
        assert!(said("draw,x,design:a,design:b\n1,1,1,1\n").contains("1 draws are too few"));
    }
}

//! Rows of a file, each a draw of all its columns.

use super::input::Input;
use super::place::{error, places};
use super::read::{Reader, labelled, own_value, quantity};
use super::value::{InputLaw, Shown};
use crate::scenario::grammar::Uncertain;
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::read::patch::Op;
use crate::scenario::text::node::Node;

impl Reader<'_> {
    pub(super) fn rows(&mut self, entry: &Uncertain<'_>, node: &Node) {
        let span = entry.draws.span();
        let list = |key: &str| node.get(key).and_then(Node::elements);
        let (Some(columns), Some(rows)) = (list("columns"), list("rows")) else {
            let problem = error(format!("`draws` must be the name of a CSV file, found {}", node.found()), None);
            return self.refuse(span, "uncertain", problem);
        };
        let file = node.get("file").and_then(Node::text).unwrap_or_default().to_owned();
        let number = self.found.rows.len();
        for (at, column) in columns.iter().enumerate() {
            let header = column.text().unwrap_or_default();
            let (op, path) = match header.split_once(':') {
                Some(("scale", path)) => (Op::Scale, path),
                Some(("add", path)) => (Op::Add, path),
                _ => (Op::Set, header),
            };
            let cell = |row: &Node| {
                row.elements().and_then(|row| row.get(at)).and_then(Node::text).unwrap_or_default().to_owned()
            };
            let cells: Vec<String> = rows.iter().map(cell).collect();
            let made = places(self.scenario, self.root, path).and_then(|places| {
                self.acts(&places, path)?;
                let quantity = quantity(op, &places);
                Ok(Input {
                    name: header.to_owned(),
                    op,
                    path: path.to_owned(),
                    label: labelled(path),
                    basis: entry.basis.unwrap_or(&file).to_owned(),
                    words: format!("rows of {file}"),
                    shown: if op == Op::Scale {
                        Shown::plain()
                    } else {
                        Shown::of(quantity.map_or(Unit::Number, |q| q.unit), cells.first().map(String::as_str))
                    },
                    law: InputLaw::Column { cells },
                    written: own_value(&places),
                    mixed: Vec::new(),
                    own: 1.0,
                    rows: Some(number),
                    told: None,
                    quantity,
                    places,
                })
            });
            match made {
                Ok(input) => self.found.inputs.push(input),
                Err(problem) => self.refuse(span, path, problem),
            }
        }
        self.found.rows.push((file, rows.len()));
    }
}

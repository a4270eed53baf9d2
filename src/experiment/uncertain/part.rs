//! Draws that are kept while a study goes on: one text for each, under a checksum, so that a study that was stopped goes on where it was.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::asked::Asked;
use super::designs::Designs;
use super::trial::{DrawRows, Trial};

const MAGIC: &str = "# journeysim draw 1 sha256";

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What draws belong to: equal for studies of which one can go on with the draws of the other.
#[must_use]
pub fn study_id(designs: Designs<'_>, asked: &Asked) -> String {
    let mut text =
        format!("{} {} {} {:?}\n", env!("CARGO_PKG_VERSION"), designs.scenario.hash, asked.seed, asked.decides.metric);
    for design in designs.list {
        let _ = writeln!(text, "{:?} {:?} {:?}", design.name, design.interventions, design.changes);
    }
    let _ = writeln!(text, "{:?}", asked.columns);
    hex(text.as_bytes())
}

/// The bytes of a finished draw.
#[must_use]
pub fn encode_draw(id: &str, rows: &DrawRows) -> Vec<u8> {
    let mut body = format!("# study {id}\n# draw {}\n", rows.number);
    if let Some((design, why)) = &rows.refused {
        let _ =
            writeln!(body, "# refused in a design, and why\n{}\n{}", design.replace('\n', " "), why.replace('\n', " "));
    }
    for (replication, trials) in rows.trials.iter().enumerate() {
        for (design, trial) in trials.iter().enumerate() {
            let own = [trial.decided, Some(trial.npv), Some(trial.outlay)];
            let all = own.into_iter().chain(trial.cash.iter().map(|&x| Some(x))).chain(trial.metrics.iter().copied());
            let cells: Vec<String> = all.map(|x| x.map_or_else(String::new, |x| format!("{x}"))).collect();
            let _ = writeln!(body, "{replication},{design},{},{}", trial.cash.len(), cells.join(","));
        }
    }
    format!("{MAGIC} {}\n{body}", hex(body.as_bytes())).into_bytes()
}

/// Whether these bytes are of a draw that some study kept.
#[must_use]
pub fn is_draw(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC.as_bytes())
}

/// A draw that was kept for this study; nothing where the bytes are damaged, or of another study or draw.
#[must_use]
pub fn decode_draw(id: &str, number: u64, designs: usize, bytes: &[u8]) -> Option<DrawRows> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (first, body) = text.split_once('\n')?;
    if first != format!("{MAGIC} {}", hex(body.as_bytes())) {
        return None;
    }
    let body = body.strip_prefix(&format!("# study {id}\n# draw {number}\n"))?;
    let mut rows = DrawRows { number, trials: Vec::new(), refused: None };
    if body.starts_with("# refused ") {
        let mut lines = body.lines().skip(1);
        rows.refused = Some((lines.next()?.to_owned(), lines.next()?.to_owned()));
        return Some(rows);
    }
    for line in body.lines() {
        let mut cells = line.split(',');
        let mut whole = || cells.next()?.parse::<usize>().ok();
        let (replication, design, cash) = (whole()?, whole()?, whole()?);
        let values: Vec<Option<f64>> = cells
            .map(|cell| if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) })
            .collect::<Option<_>>()?;
        if values.len() < 3 + cash || design >= designs {
            return None;
        }
        if replication == rows.trials.len() {
            rows.trials.push(Vec::new());
        }
        let trials = rows.trials.get_mut(replication).filter(|trials| trials.len() == design)?;
        trials.push(Trial {
            decided: values[0],
            npv: values[1]?,
            outlay: values[2]?,
            cash: values[3..3 + cash].iter().copied().collect::<Option<_>>()?,
            metrics: values[3 + cash..].to_vec(),
        });
    }
    rows.trials.iter().all(|trials| trials.len() == designs).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> DrawRows {
        let trial = |x: f64| Trial {
            decided: Some(x),
            npv: x / 3.0,
            outlay: -0.0,
            cash: vec![x, x * 1e-300],
            metrics: vec![None, Some(x / 7.0)],
        };
        DrawRows {
            number: 7,
            trials: vec![vec![trial(0.1), trial(2.0)], vec![trial(1e300), trial(5.5)]],
            refused: None,
        }
    }

    #[test]
    fn what_was_kept_is_read_to_the_last_bit() {
        let bytes = encode_draw("id", &rows());
        assert!(is_draw(&bytes));
        assert_eq!(decode_draw("id", 7, 2, &bytes), Some(rows()));
        let refused =
            DrawRows { trials: Vec::new(), refused: Some(("a, b".to_owned(), "no \"way\"".to_owned())), ..rows() };
        assert_eq!(decode_draw("id", 7, 2, &encode_draw("id", &refused)), Some(refused));
    }

    #[test]
    fn what_is_damaged_or_of_another_study_is_not_read() {
        let bytes = encode_draw("id", &rows());
        assert_eq!(decode_draw("other", 7, 2, &bytes), None);
        assert_eq!(decode_draw("id", 8, 2, &bytes), None);
        assert_eq!(decode_draw("id", 7, 3, &bytes), None);
        for cut in 0..bytes.len() {
            assert_eq!(decode_draw("id", 7, 2, &bytes[..cut]), None, "cut at {cut}");
        }
        let mut garbled = bytes.clone();
        garbled[bytes.len() - 3] ^= 1;
        assert_eq!(decode_draw("id", 7, 2, &garbled), None);
    }
}

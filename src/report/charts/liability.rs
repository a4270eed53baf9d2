//! What is owed to members of a program, by date: in money, and in units with what expires soon.

use super::axis::Axis;
use super::chosen::{chosen, more, more_lines};
use super::pictures::{Curves, Dash, Series};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, TITLE, curve};
use crate::experiment::results::{Metric, Point, ProgramBooks, World};
use crate::report::tables::columns::Columns;
use crate::report::words::format::{days, estimate, parts, percent};
use crate::report::words::names::{capital, visible};

/// Worlds drawn; more lines cannot be told apart.
const DRAWN: usize = 5;
/// Line styles, so that hue is never the only difference.
const STYLES: [Dash; 4] = [Dash::Solid, Dash::Long, Dash::Short, Dash::Dots];

/// The books of a program in a world.
#[derive(Clone, Copy)]
struct Found<'a> {
    world: &'a World,
    /// The name of the program, if it has one.
    program: Option<&'a str>,
    books: &'a ProgramBooks,
}

impl Found<'_> {
    /// "world", "world, miles", "miles": what tells it from the others.
    fn name(&self, worlds: bool, columns: usize) -> String {
        let world = worlds.then(|| visible(&self.world.name, columns));
        let program = self.program.map(|program| visible(program, columns));
        world.into_iter().chain(program).collect::<Vec<_>>().join(", ")
    }
}

fn found<'a>(study: &Study<'a>) -> Vec<Found<'a>> {
    let books = |world: &'a World| world.books().map(move |(program, books)| Found { world, program, books });
    let all = study.results.worlds.iter().flat_map(books);
    all.filter(|found| found.books.liability.len() >= 2).collect()
}

/// The highest end of any interval.
fn top<'a>(curves: impl Iterator<Item = &'a [Point]>) -> f64 {
    curves.flatten().map(|point| point.ci95.map_or(point.mean, |ci| ci[1])).fold(0.0, f64::max)
}

/// A point of a curve as an estimate.
fn of(point: &Point, unit: &str, study: &Study) -> Metric {
    let n = study.results.run.replications;
    let constant = point.ci95.is_some_and(|[low, high]| low == high);
    let sd = constant.then_some(0.0);
    Metric { mean: Some(point.mean), ci95: point.ci95, sd, n, unit: unit.to_owned(), definition: String::new() }
}

/// A point with its unit and interval.
fn told(point: &Point, unit: &str, study: &Study) -> String {
    estimate(&of(point, unit, study))
}

/// Its mean alone, no more precise than its interval deserves.
fn amount(point: &Point, study: &Study) -> String {
    parts(&of(point, "", study)).mean
}

/// The point at which most is owed, the earliest of equals.
fn peak(points: &[Point]) -> Option<&Point> {
    points.iter().reduce(|most, point| if point.mean > most.mean { point } else { most })
}

/// The breakage that a world's books expect, in words: its own where an intervention changes it.
fn breakage(study: &Study, of: &Found<'_>) -> Option<String> {
    let results = study.results;
    let path = of.program.map_or("program.breakage".to_owned(), |name| format!("program.{name}.breakage"));
    let own = results.findings.inputs.iter().find(|change| change.world == of.world.name && change.path == path);
    let value = own.map(|change| change.to.as_str());
    let value = value.or(results.scenario.inputs.iter().find(|input| input.path == path).map(|i| i.value.as_str()));
    value.map(|value| value.parse().map_or(visible(value, 20), percent))
}

/// Liability of every world with a program.
pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found = found(study);
    let owed = |found: &Found<'_>| peak(&found.books.liability).map_or(0.0, |point| point.mean);
    let one = *found.iter().max_by(|a, b| owed(a).total_cmp(&owed(b)))?;
    let Found { world, books, .. } = one;
    let places = chosen(study.results, found.iter().map(|found| found.world), &world.name, DRAWN);
    let drawn: Vec<_> = places.iter().map(|place| found[*place]).collect();
    let (currency, last) = (visible(&books.currency, 12), books.liability.last()?);
    let highest = top(drawn.iter().map(|found| found.books.liability.as_slice()));
    if highest <= 0.0 {
        return None;
    }
    let worlds = study.results.worlds.len() > 1;
    let who = if worlds { format!(" of {}", visible(&world.name, TITLE)) } else { String::new() };
    let who = one.program.map_or(String::new(), |name| format!(" {}", visible(name, TITLE))) + &who;
    let several = found.iter().any(|found| found.world.name != world.name);
    let most = peak(&books.liability)?;
    let title = if most.day < last.day {
        format!(
            "The program{who} owes most after {}: {}; {} after {}",
            days(most.day),
            told(most, &currency, study),
            told(last, &currency, study),
            days(last.day)
        )
    } else {
        format!(
            "The program{who} owes more than ever at the horizon: {} after {}",
            told(last, &currency, study),
            days(last.day)
        )
    };
    let expected = breakage(study, &one).map_or(String::new(), |share| format!(", {share} of it"));
    let series = drawn
        .iter()
        .enumerate()
        .map(|(index, one)| {
            let books = one.books;
            let end = books.liability.last().map(|point| amount(point, study)).unwrap_or_default();
            let name = if found.len() > 1 { format!("{}: ", one.name(several, 20)) } else { String::new() };
            Series {
                label: format!("{name}{end}"),
                hue: index,
                dash: STYLES[index % STYLES.len()],
                points: curve(&books.liability),
            }
        })
        .collect();
    let money = |words: &str| format!("{words} [{currency}]");
    let rows = found.iter().flat_map(|found| found.books.liability.iter().map(move |point| (*found, point)));
    let table = Columns::<(Found<'_>, &Point)>::new().with("world", |row| row.0.world.name.as_str());
    let named = found.iter().any(|found| found.program.is_some());
    let table = if named { table.with("program", |row| row.0.program.unwrap_or_default()) } else { table };
    let table = table
        .point(["day".to_owned(), money("liability"), money("ci95 low"), money("ci95 high")], |row| row.1)
        .table("liability", rows);
    let ends = found.iter().filter_map(|found| {
        let end = found.books.liability.last()?;
        Some(format!("{}: {}", found.name(true, NAME), told(end, &currency, study)))
    });
    let ends = ends.collect::<Vec<_>>().join("; ");
    Some(ChartSpec {
        world: study.about(),
        id: study.id("liability", ""),
        alt: format!("{title}. At the horizon: {ends}."),
        title,
        subtitle: format!(
            "Expected cost of what is outstanding, less the breakage the books expect{expected}; {}{}",
            study.interval("band"),
            if named { more_lines(found.len(), drawn.len()) } else { more(found.len(), drawn.len()) }
        ),
        footer: study.footer(),
        body: Body::Curves(Curves::lines(
            Axis::time("calendar time", last.day),
            Axis::new(format!("liability [{currency}]"), 0.0, highest * 1.05, 5),
            series,
        )),
        table,
    })
}

/// Units outstanding in the first world with a program that lets them expire, and what expires soon.
pub(in crate::report) fn build_units(study: &mut Study) -> Option<ChartSpec> {
    let one = found(study).into_iter().find(|one| top([one.books.expiring_soon.as_slice()].into_iter()) > 0.0)?;
    let books = one.books;
    let (unit, outstanding, soon) = (visible(&books.unit, 12), books.outstanding.last()?, books.expiring_soon.last()?);
    let who = match one.name(study.results.worlds.len() > 1, TITLE) {
        name if name.is_empty() => name,
        name => format!("{name}: "),
    };
    let title = format!(
        "{who}{} expire within 90 days after the horizon, of {}",
        told(soon, &unit, study),
        told(outstanding, &unit, study)
    );
    let table = Columns::<(&Point, &Point)>::new()
        .point(["day", "outstanding", "ci95 low", "ci95 high"], |row| row.0)
        .with("expiring soon", |row| row.1.mean)
        .ends(["expiring soon ci95 low", "expiring soon ci95 high"], |row| row.1.ci95)
        .table("outstanding", books.outstanding.iter().zip(&books.expiring_soon));
    let line = |label: String, hue: usize, points: &[Point]| Series {
        label,
        hue,
        dash: STYLES[hue % STYLES.len()],
        points: curve(points),
    };
    Some(ChartSpec {
        world: study.about(),
        id: study.id("outstanding", ""),
        alt: format!("{title}."),
        title,
        subtitle: format!(
            "{} outstanding, and what of it expires within 90 days after each date; {}",
            capital(&unit),
            study.interval("band")
        ),
        footer: study.footer(),
        body: Body::Curves(Curves::lines(
            Axis::time("calendar time", outstanding.day),
            Axis::new(&unit, 0.0, top([books.outstanding.as_slice()].into_iter()) * 1.05, 5),
            vec![
                line(format!("outstanding: {}", amount(outstanding, study)), 0, &books.outstanding),
                line(format!("expiring soon: {}", amount(soon, study)), 1, &books.expiring_soon),
            ],
        )),
        table,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::EffectiveInput;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    fn points(last: f64) -> Vec<Point> {
        [(0.0, 0.0), (30.0, last)]
            .map(|(day, mean)| Point { day, mean, ci95: Some([mean * 0.9, mean * 1.1]), fan: None })
            .to_vec()
    }

    #[test]
    fn what_is_owed_is_told_with_its_interval_and_what_expires_soon_beside_it() {
        let mut results = fixtures::magazine();
        let none = all(&results);
        assert!(none.iter().all(|chart| chart.id != "liability" && chart.id != "outstanding"));
        results.worlds[0].program_books = Some(ProgramBooks {
            unit: "points".to_owned(),
            currency: "CNY".to_owned(),
            outstanding: points(4000.0),
            expiring_soon: points(400.0),
            liability: points(30.0),
        });
        let charts = all(&results);
        let title = |id: &str| charts.iter().find(|chart| chart.id == id).expect("a chart").title.clone();
        assert_eq!(title("liability"), "The program owes more than ever at the horizon: 30 CNY [27, 33] after 30 days");
        assert_eq!(
            title("outstanding"),
            "400 points [360, 440] expire within 90 days after the horizon, of 4,000 points [3,600, 4,400]"
        );
        let rows = &charts.iter().find(|chart| chart.id == "outstanding").expect("a chart").table.rows;
        assert_eq!(rows.len(), 2);

        let books = results.worlds[0].program_books.as_mut().expect("books");
        books.liability.push(Point { day: 60.0, mean: 20.0, ci95: Some([18.0, 22.0]), fan: None });
        results.scenario.inputs.push(EffectiveInput {
            path: "program.breakage".to_owned(),
            value: "0.33".to_owned(),
            from: "written".to_owned(),
            basis: String::new(),
            idle: false,
        });
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "liability").expect("a chart");
        assert_eq!(chart.title, "The program owes most after 30 days: 30 CNY [27, 33]; 20 CNY [18, 22] after 60 days");
        assert!(chart.subtitle.contains("less the breakage the books expect, 33 % of it; band"), "{}", chart.subtitle);
    }
}

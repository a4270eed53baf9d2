//! The graph of a journey: who follows whom, who is off the customer's path, and how often each touchpoint is visited.

use std::collections::BTreeMap;

use crate::scenario::grammar::value::{Amount, Route};
use crate::scenario::grammar::{Journey, Named as _, Touchpoint};

/// Longest journey whose visits are solved for directly.
const DIRECT: usize = 64;
/// Work allowed for the visits of one journey [edge visits].
const WORK: usize = 2_000_000;

/// One touchpoint in the graph.
#[derive(Debug)]
pub struct Step<'a> {
    /// Its block.
    pub touchpoint: &'a Touchpoint<'a>,
    /// Whether it is required by another and so off the customer's path.
    pub off_path: bool,
    /// Where customers go after it; `None` is the end.
    pub next: Vec<(Option<usize>, f64)>,
    /// Where they go after a failure, if that differs.
    pub on_fail: Option<Vec<(Option<usize>, f64)>>,
    /// Where they go after giving up or when the queue is full.
    pub detours: Vec<Option<usize>>,
}

/// A journey as a graph.
#[derive(Debug)]
pub struct Graph<'a> {
    /// Its block.
    pub journey: &'a Journey<'a>,
    /// Its touchpoints in the order of the file.
    pub steps: Vec<Step<'a>>,
    /// Index by name.
    pub index: BTreeMap<&'a str, usize>,
    /// Where it starts.
    pub first: Option<usize>,
}

impl<'a> Graph<'a> {
    /// Reads the graph of a journey. Unknown names count as its end; they are reported elsewhere.
    pub fn new(journey: &'a Journey<'a>) -> Self {
        let touchpoints: &[Touchpoint<'_>] = &journey.touchpoint;
        let index: BTreeMap<&str, usize> =
            touchpoints.iter().enumerate().rev().map(|(at, touchpoint)| (touchpoint.name(), at)).collect();
        let mut off_path = vec![false; touchpoints.len()];
        for name in touchpoints.iter().flat_map(|touchpoint| touchpoint.requires.iter()) {
            if let Some(&at) = index.get(name) {
                off_path[at] = true;
            }
        }
        // The next on the path, for each place in the file.
        let mut following = vec![None; touchpoints.len()];
        let mut next_on_path = None;
        for at in (0..touchpoints.len()).rev() {
            following[at] = next_on_path;
            if !off_path[at] {
                next_on_path = Some(at);
            }
        }
        let read = |route: &Route| {
            let total: f64 = if route.races { route.targets.iter().map(|(_, rate, _)| rate).sum() } else { 1.0 };
            route
                .targets
                .iter()
                .map(|(name, number, _)| (index.get(name.as_str()).copied(), number / total))
                .collect::<Vec<_>>()
        };
        let steps = touchpoints
            .iter()
            .enumerate()
            .map(|(at, touchpoint)| Step {
                touchpoint,
                off_path: off_path[at],
                next: touchpoint.next.map_or_else(|| vec![(following[at], 1.0)], read),
                on_fail: touchpoint.on_fail.map(read),
                detours: [*touchpoint.on_renege, *touchpoint.on_full]
                    .into_iter()
                    .flatten()
                    .flat_map(read)
                    .map(|(to, _)| to)
                    .collect(),
            })
            .collect();
        Self { journey, steps, index, first: next_on_path }
    }

    /// The touchpoints that somebody may come to, or that one of these requires.
    pub fn reachable(&self) -> Vec<bool> {
        self.reachable_besides([])
    }

    /// The same, where some come to these besides.
    pub fn reachable_besides(&self, others: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut reached = vec![false; self.steps.len()];
        let mut open: Vec<usize> = self.first.into_iter().chain(others).collect();
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut reached[at], true) {
                continue;
            }
            let step = &self.steps[at];
            let routes = step.next.iter().chain(step.on_fail.iter().flatten()).filter_map(|(to, _)| *to);
            let required = step.touchpoint.requires.iter().filter_map(|name| self.index.get(name).copied());
            open.extend(routes.chain(step.detours.iter().copied().flatten()).chain(required));
        }
        reached
    }

    /// Whether somebody may come to a touchpoint again.
    pub fn has_loop(&self) -> bool {
        let onward = |at: usize| {
            let step = &self.steps[at];
            let routes = step.next.iter().chain(step.on_fail.iter().flatten()).filter_map(|(to, _)| *to);
            routes.chain(step.detours.iter().copied().flatten())
        };
        (0..self.steps.len()).any(|first| {
            let (mut reached, mut open) = (vec![false; self.steps.len()], vec![first]);
            while let Some(at) = open.pop() {
                for to in onward(at) {
                    if to == first {
                        return true;
                    }
                    if !std::mem::replace(&mut reached[to], true) {
                        open.push(to);
                    }
                }
            }
            false
        })
    }

    /// Mean visits to each touchpoint in one journey, nobody giving up.
    ///
    /// # Definition
    ///
    /// The absorbing chain `v = e + Pᵀ v` (Kemeny & Snell): solved directly for short journeys, by iteration for long ones. A required
    /// step is visited as often as what requires it. `None` if the way out is never, or hardly ever, reached.
    pub fn visits(&self) -> Option<Vec<f64>> {
        let moves: Vec<Moves> = self.steps.iter().map(Moves::of).collect();
        let arriving = if self.steps.len() <= DIRECT { self.solve(&moves)? } else { self.iterate(&moves)? };
        let mut visits: Vec<f64> =
            arriving.iter().zip(&moves).map(|(arriving, moves)| arriving * moves.takes_place).collect();
        for (at, step) in self.steps.iter().enumerate() {
            for to in step.touchpoint.requires.iter().filter_map(|name| self.index.get(name).copied()) {
                visits[to] += visits[at];
            }
        }
        Some(visits)
    }

    /// Gaussian elimination with partial pivoting on `I - Pᵀ`.
    fn solve(&self, moves: &[Moves]) -> Option<Vec<f64>> {
        let count = self.steps.len();
        let mut rows = vec![vec![0.0; count + 1]; count];
        rows[self.first?][count] = 1.0;
        let reached = self.reachable();
        for at in 0..count {
            rows[at][at] += 1.0;
            if reached[at] {
                for (to, share) in &moves[at].onward {
                    rows[*to][at] -= share;
                }
            }
        }
        for column in 0..count {
            let pivot = (column..count).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
            if rows[pivot][column].abs() < 1e-12 {
                return None;
            }
            rows.swap(column, pivot);
            let (above, below) = rows.split_at_mut(column + 1);
            let lead = &above[column];
            for row in below {
                let factor = row[column] / lead[column];
                if factor != 0.0 {
                    row.iter_mut().zip(lead).skip(column).for_each(|(value, lead)| *value -= factor * lead);
                }
            }
        }
        let mut arriving = vec![0.0; count];
        for at in (0..count).rev() {
            let known: f64 = (at + 1..count).map(|other| rows[at][other] * arriving[other]).sum();
            arriving[at] = (rows[at][count] - known) / rows[at][at];
        }
        arriving.iter().all(|visits| (-1e-9..1e9).contains(visits)).then_some(arriving)
    }

    /// Follows everybody step by step until all but a trace have left.
    fn iterate(&self, moves: &[Moves]) -> Option<Vec<f64>> {
        let mut arriving = vec![0.0; self.steps.len()];
        let mut total = arriving.clone();
        arriving[self.first?] = 1.0;
        let edges: usize = moves.iter().map(|moves| moves.onward.len() + 1).sum();
        for _ in 0..(WORK / edges.max(1)).clamp(100, 100_000) {
            let mut onward = vec![0.0; self.steps.len()];
            for (at, here) in arriving.iter().enumerate().filter(|(_, here)| **here > 0.0) {
                total[at] += here;
                for (to, share) in &moves[at].onward {
                    onward[*to] += here * share;
                }
            }
            arriving = onward;
            if arriving.iter().sum::<f64>() < 1e-10 {
                return Some(total);
            }
        }
        None
    }

    /// Touchpoints that form a loop without any time passing, if there is one.
    pub fn zero_time_loop(&self) -> Option<Vec<&'a str>> {
        let timeless: Vec<bool> = self.steps.iter().map(|step| is_timeless(step.touchpoint)).collect();
        let onward = |at: usize| {
            let step = &self.steps[at];
            step.next
                .iter()
                .chain(step.on_fail.iter().flatten())
                .filter(|(_, share)| *share > 0.0)
                .filter_map(|(to, _)| *to)
        };
        let edges: Vec<Vec<usize>> = (0..self.steps.len())
            .map(|at| if timeless[at] { onward(at).filter(|to| timeless[*to]).collect() } else { Vec::new() })
            .collect();
        find_cycle(&edges).map(|cycle| cycle.into_iter().map(|at| self.steps[at].touchpoint.name()).collect())
    }

    /// Touchpoints that require one another in a circle, if there are any.
    pub fn requires_cycle(&self) -> Option<Vec<usize>> {
        let required = |step: &Step<'_>| {
            step.touchpoint.requires.iter().filter_map(|name| self.index.get(name).copied()).collect()
        };
        find_cycle(&self.steps.iter().map(required).collect::<Vec<Vec<usize>>>())
    }
}

/// Where a customer who comes to a touchpoint goes, all told.
struct Moves {
    takes_place: f64,
    onward: Vec<(usize, f64)>,
}

impl Moves {
    fn of(step: &Step<'_>) -> Self {
        let touchpoint = step.touchpoint;
        let takes_place = if touchpoint.is_enabled() { touchpoint.probability.known().unwrap_or(1.0) } else { 0.0 };
        let fail = touchpoint.fail_prob.map_or(0.0, Amount::mean).clamp(0.0, 1.0);
        let failed = if step.on_fail.is_some() { takes_place * fail } else { 0.0 };
        let weigh = |routes: &[(Option<usize>, f64)], weight: f64| {
            routes.iter().filter_map(|(to, share)| to.map(|to| (to, share * weight))).collect::<Vec<_>>()
        };
        let mut onward = weigh(&step.next, 1.0 - failed);
        onward.extend(weigh(step.on_fail.as_deref().unwrap_or(&[]), failed));
        Self { takes_place, onward }
    }
}

/// Finds a cycle of a directed graph by depth-first search with an explicit trail.
fn find_cycle(edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    const NEW: u8 = 0;
    const OPEN: u8 = 1;
    const DONE: u8 = 2;
    let mut state = vec![NEW; edges.len()];
    for start in 0..edges.len() {
        if state[start] != NEW {
            continue;
        }
        let mut trail: Vec<(usize, usize)> = vec![(start, 0)];
        state[start] = OPEN;
        while let Some((at, edge)) = trail.last_mut() {
            let Some(&to) = edges[*at].get(*edge) else {
                state[*at] = DONE;
                trail.pop();
                continue;
            };
            *edge += 1;
            if state[to] == OPEN {
                let from = trail.iter().position(|(seen, _)| *seen == to).unwrap_or(0);
                return Some(trail[from..].iter().map(|(seen, _)| *seen).collect());
            }
            if state[to] == NEW {
                state[to] = OPEN;
                trail.push((to, 0));
            }
        }
    }
    None
}

/// Tells whether no time can pass at a touchpoint.
fn is_timeless(touchpoint: &Touchpoint<'_>) -> bool {
    let no_wait = !touchpoint.wait.is_there() || touchpoint.wait.is_some_and(Amount::is_zero);
    let races = touchpoint.next.is_some_and(|route| route.races);
    touchpoint.time.is_zero() && touchpoint.after.is_zero() && no_wait && !touchpoint.requires.is_there() && !races
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    fn visits(touchpoints: &str) -> Option<Vec<f64>> {
        let text = format!(
            "name = \"a\"\n[run]\nhorizon = \"1 d\"\n[[journey]]\nname = \"j\"\narrivals = \"1 per h\"\n{touchpoints}"
        );
        let loaded = Scenario::parse("a.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        Graph::new(loaded.scenario.read().journey.first().expect("a journey")).visits()
    }

    fn step(name: &str, more: &str) -> String {
        format!("[[journey.touchpoint]]\nname = \"{name}\"\ntime = \"1 min\"\n{more}\n")
    }

    fn near(got: &[f64], wanted: &[f64]) {
        assert_eq!(got.len(), wanted.len());
        assert!(got.iter().zip(wanted).all(|(got, wanted)| (got - wanted).abs() < 1e-9), "{got:?} are not {wanted:?}");
    }

    #[test]
    fn visits_of_a_rework_loop_are_geometric() {
        let text = step("work", "next = { check = 1.0 }")
            + &step("check", "fail_prob = 0.25\nnext = \"done\"\non_fail = \"work\"");
        near(&visits(&text).expect("a way out"), &[4.0 / 3.0, 4.0 / 3.0]);
    }

    #[test]
    fn visits_of_feedback_agree_with_the_traffic_equations() {
        // Jackson network of three stations, entered at the first.
        let text = step("a", "next = { b = 0.7, c = 0.1, done = 0.2 }")
            + &step("b", "next = { a = 0.2, c = 0.5, done = 0.3 }")
            + &step("c", "next = { b = 0.1, done = 0.9 }");
        let got = visits(&text).expect("a way out");
        let (a, b, c) = (got[0], got[1], got[2]);
        near(&[1.0 + 0.2 * b, 0.7 * a + 0.1 * c, 0.1 * a + 0.5 * b], &got);
    }

    #[test]
    fn steps_passed_by_and_required_count_as_they_take_place() {
        let text = step("door", "requires = [\"papers\"]")
            + &step("desk", "probability = 0.3")
            + &step("papers", "")
            + &step("off", "enabled = false");
        near(&visits(&text).expect("a way out"), &[1.0, 0.3, 1.0, 0.0]);
    }

    #[test]
    fn long_journeys_agree_with_short_ones() {
        let chain: String = (0..DIRECT + 5)
            .map(|at| step(&format!("s{at}"), if at == 0 { "next = { s0 = 0.5, s1 = 0.5 }" } else { "" }))
            .collect();
        let mut wanted = vec![1.0; DIRECT + 5];
        wanted[0] = 2.0;
        near(&visits(&chain).expect("a way out"), &wanted);
    }

    #[test]
    fn a_journey_without_a_way_out_has_no_visits() {
        assert!(visits(&(step("a", "") + &step("b", "next = \"a\""))).is_none());
    }
}

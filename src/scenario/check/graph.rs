//! The graph of a journey: who follows whom, who is off the customer's path, and how often each touchpoint is visited.

use std::collections::BTreeMap;

use crate::scenario::value::{Amount, Item, Route};

/// Work allowed for one journey's visit counts [edge visits].
const WORK: usize = 20_000_000;

/// One touchpoint in the graph.
#[derive(Debug)]
pub struct Step<'a> {
    /// Its block.
    pub item: &'a Item,
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
    pub journey: &'a Item,
    /// Its touchpoints in the order of the file.
    pub steps: Vec<Step<'a>>,
    /// Index by name.
    pub index: BTreeMap<&'a str, usize>,
    /// Where it starts.
    pub first: Option<usize>,
}

impl<'a> Graph<'a> {
    /// Reads the graph of a journey. Unknown names count as its end; they are reported elsewhere.
    pub fn new(journey: &'a Item) -> Self {
        let items: Vec<&Item> = journey.list("touchpoint").collect();
        let index: BTreeMap<&str, usize> = items.iter().enumerate().rev().map(|(at, item)| (item.name(), at)).collect();
        let mut off_path = vec![false; items.len()];
        for name in items.iter().flat_map(|item| item.names("requires")) {
            if let Some(&at) = index.get(name) {
                off_path[at] = true;
            }
        }
        // The next on the path, for each place in the file.
        let mut following = vec![None; items.len()];
        let mut next_on_path = None;
        for at in (0..items.len()).rev() {
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
        let route = |item: &Item, key: &str| item.opt(key).and_then(Item::as_route).map(read);
        let steps = items
            .iter()
            .enumerate()
            .map(|(at, item)| Step {
                item,
                off_path: off_path[at],
                next: route(item, "next").unwrap_or_else(|| vec![(following[at], 1.0)]),
                on_fail: route(item, "on_fail"),
                detours: ["on_renege", "on_full"]
                    .iter()
                    .filter_map(|key| route(item, key))
                    .flatten()
                    .map(|(to, _)| to)
                    .collect(),
            })
            .collect();
        Self { journey, steps, index, first: next_on_path }
    }

    /// The touchpoints that somebody may come to, or that one of these requires.
    pub fn reachable(&self) -> Vec<bool> {
        let mut reached = vec![false; self.steps.len()];
        let mut open: Vec<usize> = self.first.into_iter().collect();
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut reached[at], true) {
                continue;
            }
            let step = &self.steps[at];
            let routes = step.next.iter().chain(step.on_fail.iter().flatten()).filter_map(|(to, _)| *to);
            let required = step.item.names("requires").filter_map(|name| self.index.get(name).copied());
            open.extend(routes.chain(step.detours.iter().copied().flatten()).chain(required));
        }
        reached
    }

    /// Mean visits to each touchpoint in one journey, nobody giving up.
    ///
    /// # Definition
    ///
    /// The absorbing chain `v = e + Pᵀ v` (Kemeny & Snell), by iteration; a required step is visited as often as what requires it.
    /// `None` if the journey has no end that is reached, within the visit cap.
    pub fn visits(&self) -> Option<Vec<f64>> {
        let count = self.steps.len();
        let mut visits = vec![0.0; count];
        let mut arriving = vec![0.0; count];
        arriving[self.first?] = 1.0;
        let edges: usize = self.steps.iter().map(|step| step.next.len() + 1).sum();
        let rounds = (WORK / edges.max(1)).clamp(100, 100_000);
        let mut left = 1.0;
        for _ in 0..rounds {
            let mut onward = vec![0.0; count];
            for (at, step) in self.steps.iter().enumerate().filter(|(at, _)| arriving[*at] > 0.0) {
                let here = arriving[at];
                let takes_place =
                    if step.item.is_enabled() { step.item.opt_number("probability").unwrap_or(1.0) } else { 0.0 };
                visits[at] += here * takes_place;
                let fail =
                    step.item.opt("fail_prob").and_then(Item::as_amount).map_or(0.0, Amount::mean).clamp(0.0, 1.0);
                let failed = if step.on_fail.is_some() { takes_place * fail } else { 0.0 };
                for (to, share) in &step.next {
                    if let Some(to) = to {
                        onward[*to] += here * (1.0 - failed) * share;
                    }
                }
                for (to, share) in step.on_fail.iter().flatten() {
                    if let Some(to) = to {
                        onward[*to] += here * failed * share;
                    }
                }
            }
            arriving = onward;
            left = arriving.iter().sum();
            if left < 1e-10 {
                break;
            }
        }
        if left > 1e-3 {
            return None;
        }
        for at in 0..count {
            for required in self.steps[at].item.names("requires") {
                if let Some(&to) = self.index.get(required) {
                    visits[to] += visits[at];
                }
            }
        }
        Some(visits)
    }

    /// Touchpoints that form a loop without any time passing, if there is one.
    pub fn zero_time_loop(&self) -> Option<Vec<&'a str>> {
        let timeless: Vec<bool> = self.steps.iter().map(|step| is_timeless(step.item)).collect();
        let mut state = vec![0_u8; self.steps.len()];
        for start in 0..self.steps.len() {
            let mut trail: Vec<(usize, usize)> = vec![(start, 0)];
            while let Some((at, edge)) = trail.last().copied() {
                if edge == 0 {
                    if !timeless[at] || state[at] == 2 {
                        state[at] = 2;
                        trail.pop();
                        continue;
                    }
                    state[at] = 1;
                }
                let step = &self.steps[at];
                let to = step.next.iter().chain(step.on_fail.iter().flatten()).nth(edge);
                if let Some(last) = trail.last_mut() {
                    last.1 += 1;
                }
                match to {
                    None => {
                        state[at] = 2;
                        trail.pop();
                    }
                    Some((Some(to), share)) if *share > 0.0 && timeless[*to] => {
                        if state[*to] == 1 {
                            let from = trail.iter().position(|(seen, _)| seen == to).unwrap_or(0);
                            return Some(trail[from..].iter().map(|(seen, _)| self.steps[*seen].item.name()).collect());
                        }
                        if state[*to] == 0 {
                            trail.push((*to, 0));
                        }
                    }
                    Some(_) => {}
                }
            }
        }
        None
    }
}

/// Tells whether no time can pass at a touchpoint.
fn is_timeless(item: &Item) -> bool {
    let zero = |key: &str| item.opt(key).is_none_or(|value| value.as_amount().is_some_and(Amount::is_zero));
    let races = item.opt("next").and_then(Item::as_route).is_some_and(|route| route.races);
    zero("time") && zero("after") && zero("wait") && !item.has("requires") && !races
}

//! Loyalty programs as books are kept: twins, deadweight, debts, partners, liability, windows, and what a program's keys can do.

mod books;
mod keys;
mod members;
mod twins;

use journeysim::experiment::results::World as Found;

use crate::support::{ALONE, World};

/// Customers who never leave and buy for 10 each ten days; `program` is the inside of the block, `more` comes before it.
fn shop(customers: u32, days: u32, program: &str, more: &str) -> String {
    format!(
        "name = \"Shop\"\n[run]\nhorizon = \"{days} d\"\nreplications = 4\nseed = 7\nreport_every = \"10 d\"\n[money]\ndiscount_rate = 0.0\n\
         [population]\ncustomers = {customers}\n[purchase]\nrate = \"1 per 10 d\"\nbasket = 10.0\nmargin = 0.5\n{more}\n\
         [program]\nlift = 0.0\n{program}\n"
    )
}

/// An intervention of this name; `keys` holds what else it says.
fn change(name: &str, keys: &str, changes: &str) -> String {
    format!("[[intervention]]\nname = \"{name}\"\n{keys}\nchange = {{ {changes} }}\n")
}

fn found(text: &str) -> Found {
    World::parse(text, &[]).unwrap_or_else(|e| panic!("{e}\n{text}")).results(ALONE).worlds.remove(0)
}

fn of(world: &Found, id: &str) -> f64 {
    world.program.get(id).and_then(|metric| metric.mean).unwrap_or_else(|| panic!("no {id} in {}", world.name))
}

fn ledger(world: &Found, line: &str) -> f64 {
    world.ledger[line].mean.unwrap_or_else(|| panic!("no {line}"))
}

fn metric(world: &Found, id: &str) -> f64 {
    world.metrics[id].mean.unwrap_or_else(|| panic!("no {id}"))
}

#[track_caller]
fn near(what: &str, found: f64, wanted: f64, within: f64) {
    assert!((found - wanted).abs() <= within * wanted.abs(), "{what}: {found} is not {wanted}");
}

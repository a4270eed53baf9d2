//! The engine in the scope a world needs sees what the engine in full sees.

use std::path::Path;

use journeysim::journey::cell::Cell;
use journeysim::journey::model::Model;
use journeysim::journey::scope::{Needs, Relationship, Scope, Visitors, Whole};
use journeysim::journey::trace::NoTrace;
use journeysim::scenario::{Scenario, compile};

use crate::support::scenarios_below;

/// Customers of an independent world that are enough to meet everything.
const FEW: u64 = 200;

fn seen<S: Scope>(model: &Model) -> String {
    let mut cell = Cell::<_, S>::in_scope(model, 5, 0, NoTrace);
    if model.is_independent() && model.has_customers() {
        cell.run_customers(0..model.customers.min(FEW)).expect("reaches the horizon");
    } else {
        cell.run_all().expect("reaches the horizon");
    }
    format!("{:?}", cell.into_observations().0)
}

#[test]
fn a_narrower_scope_changes_nothing() {
    let mut met = [0; 2];
    for file in scenarios_below("scenarios") {
        let short = [("run.horizon".to_owned(), "120 d".to_owned()), ("run.warm_up".to_owned(), "5 d".to_owned())];
        // Where something is set for a later date than that, the whole of it runs.
        let loaded = Scenario::load(Path::new(&file), &short).or_else(|_| Scenario::load(Path::new(&file), &[]));
        let compiled =
            loaded.and_then(|loaded| compile(&loaded.scenario)).unwrap_or_else(|e| panic!("{}", e.render(false)));
        let model = &compiled.model;
        let narrow = match Needs::of(model) {
            Needs::Whole => continue,
            Needs::Visitors => {
                met[0] += 1;
                seen::<Visitors>(model)
            }
            Needs::Relationship => {
                met[1] += 1;
                seen::<Relationship>(model)
            }
        };
        assert!(narrow == seen::<Whole>(model), "{file}");
    }
    assert!(met[0] > 2 && met[1] > 5, "{met:?}");
}

//! Runs a scenario as `run` does, all statistics on, but draws and writes nothing: `touchpoints FILE HORIZON` prints how
//! often touchpoints were reached. What is left is the simulation, for valgrind to count (see run.py).

use std::path::Path;
use std::process::ExitCode;

use journeysim::experiment::{Inputs, Plan, Silent, run};
use journeysim::scenario::{Scenario, compile};

fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let [file, horizon] = typed.as_slice() else {
        eprintln!("usage: touchpoints FILE HORIZON");
        return ExitCode::from(2);
    };
    let compiled = Scenario::load(Path::new(file), &[("run.horizon".to_owned(), horizon.clone())])
        .and_then(|loaded| compile(&loaded.scenario));
    let c = match compiled {
        Ok(c) => c,
        Err(e) => {
            eprint!("{}", e.render(false));
            return ExitCode::from(3);
        }
    };
    let inputs = Inputs::from(&c);
    let plan = Plan { seed: 1, replications: 1, threads: 1, precision: Vec::new(), one_cell: false };
    match run(&inputs, &plan, &Silent) {
        Ok(outcome) => {
            let is_reached = |path: &str| path.contains("touchpoints.") && path.ends_with(".visits");
            let seen = outcome.table.rows.iter().flat_map(|row| outcome.table.columns.iter().zip(&row.values));
            let reached: f64 = seen.filter(|(path, _)| is_reached(path)).filter_map(|(_, visits)| *visits).sum();
            println!("{reached}");
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

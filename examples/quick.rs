use journeysim::experiment::results::ScenarioInfo;
use journeysim::experiment::{Inputs, Plan, Silent, run};
use journeysim::scenario::{Scenario, compile};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut bad = 0;
    for file in &args[1..] {
        let loaded = match Scenario::load(std::path::Path::new(file), &[]) {
            Ok(l) => l,
            Err(d) => {
                println!("{file}: INVALID {d:?}");
                bad += 1;
                continue;
            }
        };
        let c = match compile(&loaded.scenario) {
            Ok(c) => c,
            Err(d) => {
                println!("{file}: COMPILE {d:?}");
                bad += 1;
                continue;
            }
        };
        let info = ScenarioInfo {
            name: c.name.clone(),
            hash: c.hash.clone(),
            question: c.question.clone(),
            about: None,
            sources: vec![],
            currency: c.currency.clone(),
            assumptions: vec![],
        };
        let t = std::time::Instant::now();
        let inputs = Inputs { model: &c.model, scenario: info, asserts: c.asserts.clone(), warnings: vec![] };
        let plan = Plan {
            seed: c.seed,
            replications: std::env::var("REPS").ok().map_or(c.replications, |r| r.parse().unwrap()),
            threads: 2,
            precision: vec![],
            one_cell: std::env::var("BIG").is_ok(),
        };
        match run(&inputs, &plan, &Silent) {
            Ok(o) => {
                let s = t.elapsed().as_secs_f64();
                println!("{file}: {:.2} s, {} events, {:.2} M/s", s, o.events, o.events as f64 / s / 1e6);
                for a in &o.results.asserts {
                    if !a.held {
                        bad += 1;
                        println!("   MISSED {} {} {} got {:?}", a.name, a.metric, a.rule, a.value);
                    }
                }
                if std::env::var("ALL").is_ok() {
                    println!("{}", serde_json::to_string_pretty(&o.results).unwrap());
                }
                if std::env::var("M").is_ok() {
                    for (k, m) in &o.results.worlds[0].metrics {
                        println!("  {k} = {:?} {:?}", m.mean, m.ci95);
                    }
                    if let Some(b) = &o.results.worlds[0].bucket {
                        for (k, m) in &b.outflow {
                            println!("  out {k} = {:?}", m.mean);
                        }
                        println!("  start {:?} end {:?}", b.start.mean, b.end.mean);
                    }
                }
            }
            Err(e) => {
                println!("{file}: ERROR {e}");
                bad += 1;
            }
        }
    }
    println!("bad {bad}");
}

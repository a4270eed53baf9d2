//! M/M/1 in sim: stock Generator -> Processor -> Storage blocks, string messages.
//! Departures and arrivals are matched in order (single server, first-in first-out).
use peers::{answer, arguments, processor_time, LAMBDA, MU};
use rand_pcg::Pcg64Mcg;
use sim::input_modeling::ContinuousRandomVariable;
use sim::models::{Generator, Model, Processor, Storage};
use sim::simulator::{Connector, Simulation};
use std::collections::VecDeque;

fn s(x: &str) -> String {
    String::from(x)
}
fn main() {
    let (n, seed, _) = arguments();
    let models = vec![
        Model::new(s("g"), Box::new(Generator::new(ContinuousRandomVariable::Exp { lambda: LAMBDA }, None, s("job"), false, None))),
        Model::new(s("p"), Box::new(Processor::new(ContinuousRandomVariable::Exp { lambda: MU }, None, s("job"), s("done"), false, None))),
        Model::new(s("st"), Box::new(Storage::new(s("store"), s("read"), s("stored"), false))),
    ];
    let links = vec![
        Connector::new(s("c1"), s("g"), s("p"), s("job"), s("job")),
        Connector::new(s("c2"), s("p"), s("st"), s("done"), s("store")),
    ];
    let start = processor_time();
    let mut simulation = Simulation::post_with_rng(models, links, Pcg64Mcg::new(u128::from(seed) << 1 | 1));
    let mut q: VecDeque<f64> = VecDeque::new();
    let (mut done, mut sum) = (0u64, 0.0);
    while done < n {
        for m in simulation.step().unwrap() {
            if m.target_id() == "p" {
                q.push_back(*m.time());
            } else if m.target_id() == "st" {
                sum += m.time() - q.pop_front().unwrap();
                done += 1;
            }
        }
    }
    answer("0.13.1", n, processor_time() - start, sum);
}

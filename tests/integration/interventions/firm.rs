//! Small firms in which every repair has something to act on.

/// A firm with a bit of everything: a desk, a kiosk, complaints that take their time, sources of newcomers, a crisis to come.
const FIRM: &str = r#"
name = "Firm"
[run]
horizon = "2 y"
replications = 2
seed = 19
[money]
discount_rate = 0.1
[market]
size = 3000
[population]
customers = 150
[[acquisition]]
name = "street"
prospects = "60 per y"
success_per_contact = 0.3
max_contacts = 3
cost_per_contact = 5.0
promise_inflation = 1.0
[[acquisition]]
name = "media"
budget = "300 per mo"
max_prospects = "200 per y"
budget_scale = "400 per mo"
success_per_contact = 0.5
[purchase]
rate = "1 per mo"
basket = 40.0
margin = 0.5
cross_sell = { chance = 0.2 }
[lifecycle]
[memory]
[experience]
wait_ok = "5 min"
wait_scale = "10 h"
[loyalty]
[complaint]
voice = { silent = 0.5, front_line = 0.5 }
[word_of_mouth]
[employees]
quit_rate = "1 per y"
[win_back]
enabled = false
[[resource]]
name = "desk"
staff = 1
wage = "20 per h"
discipline = "priority"
key_contacts = true
[[channel]]
name = "telephone"
consistency = 0.5
[[channel]]
name = "shop"
consistency = 0.5
[[channel]]
name = "kiosk"
self_service = true
consistency = 0.5
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "ask"
channel = "telephone"
quality = 7.2
next = { kiosk = 0.2, serve = 0.8 }
[[journey.touchpoint]]
name = "kiosk"
channel = "kiosk"
resource = "desk"
time = "10 min"
cost = 4.0
next = "bright"
[[journey.touchpoint]]
name = "serve"
channel = "shop"
resource = "desk"
time = { exponential = { mean = "90 min" } }
quality = 7.2
fail_prob = 0.05
cost = 6.0
hole = "quality"
end = "transaction"
[[journey.touchpoint]]
name = "bright"
enabled = false
quality = 7.5
treat = 0.6
cost = 1.0
[[journey.touchpoint]]
name = "goodbye"
quality = 7.2
end = "departure"
[[journey.touchpoint]]
name = "call"
probability = 0.0
after = "1 d"
quality = 7.5
treat = 0.2
cost = 3.0
end = "after"
[[journey]]
name = "complaint"
start = "complaint"
[[journey.touchpoint]]
name = "listen"
time = "2 d"
fail_prob = 0.5
cost = 5.0
next = "answer"
on_fail = "review"
[[journey.touchpoint]]
name = "review"
time = "10 d"
fail_prob = 0.5
next = "answer"
on_fail = "refuse"
[[journey.touchpoint]]
name = "answer"
settle = "resolved"
next = "done"
[[journey.touchpoint]]
name = "refuse"
settle = "unresolved"
[[hole]]
name = "dropped"
value_below = 100.0
noticed = 0.5
factor = 0.0
[[shock]]
name = "fire"
start = "1 y"
crisis = { size = 0.2, response_delay = "21 d" }
[program]
PROGRAM
"#;

/// What is collected in the firm's program, and whether it runs.
pub(super) const POINTS: &str = "points = { per_spend = 1.0, reward_points = 200, unit_cost = 0.02 }\nreview = \"90 d\"\n\
    surprise = { prob = 0.0, cost = 1.0 }\n\
    [[program.tier]]\nname = \"silver\"\nfrom = 60\n\
    [[program.partner]]\nname = \"hotels\"\nspend = \"60 per mo\"\nfee_per_point = 0.01";

/// Subscribers with a contract, some of them large.
pub(super) const SUBSCRIBERS: &str = r#"
name = "Subscribers"
[run]
horizon = "3 y"
replications = 2
[population]
customers = 150
[[segment]]
name = "small"
share = 0.7
change = { "contract.price" = { scale = 0.5 } }
[[segment]]
name = "large"
share = 0.3
[contract]
term = "1 y"
bill = "1 mo"
price = 20.0
cost = 8.0
lock_in = 0.1
[loyalty]
[[journey]]
name = "use"
start = { every = "35 d" }
[[journey.touchpoint]]
name = "try"
quality = 4.0
"#;

/// The firm with a program.
pub(super) fn firm(program: &str) -> String {
    FIRM.replace("PROGRAM", program)
}

//! Small scenarios in which every key has something to act on.
//!
//! Longer than other files: a list of scenarios.

/// A shop with everything that a relationship has.
pub(super) const SHOP: &str = r#"
name = "Shop"
[run]
horizon = "500 d"
replications = 2
seed = 3
[money]
currency = "CNY"
discount_rate = 0.1
overhead = "10 per d"
[market]
competition = 0.5
standard = 6.5
progress = 0.5
[population]
customers = 80
stages = { acquisition = 0.2, build_up = 0.3, climax = 0.3, decline = 0.2 }
[[segment]]
name = "a"
share = 0.5
[[segment]]
name = "b"
share = 0.5
factor = { margin = 1.1 }
change = { "purchase.basket" = { scale = 0.8 } }
[[acquisition]]
name = "web"
joins = "20 per y"
cost_per_customer = 4.0
promise_inflation = 0.2
[[acquisition]]
name = "street"
prospects = "60 per y"
success_per_contact = 0.2
max_contacts = 4
between_contacts = "9 d"
fit = 0.8
cost_per_contact = 2.0
[[acquisition]]
name = "posters"
budget = "50 per mo"
max_prospects = "90 per y"
budget_scale = "40 per mo"
success_per_contact = 0.4
[purchase]
rate = { gamma = { mean = "3 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.5 } }
margin = 0.4
[lifecycle]
[experience]
[memory]
[loyalty]
[complaint]
[[hole]]
name = "odd"
[[resource]]
name = "desk"
staff = 1
wage = "20 per h"
discipline = "priority"
queue_limit = 3
target = "2 min"
[[journey]]
name = "visit"
start = "purchase"
priority = 2
max_visits = 3
[[journey.touchpoint]]
name = "greet"
wait = { exponential = { mean = "15 min" } }
patience = "40 min"
wait_modifiers = ["occupied", "informed", "unexplained", "unfair", "anxious"]
quality = 6.4
hole = "staff"
on_renege = "leave"
[[journey.touchpoint]]
name = "advise"
probability = 0.4
scores = { reliability = 6.0, responsiveness = 7.0, assurance = 6.5, empathy = 5.5, tangibles = 8.0 }
hole = "service"
exit_prob = { done = 0.001, fail = 0.05, renege = 0.02 }
fail_prob = 0.05
wait = { exponential = { mean = "8 min" } }
patience = { exponential = { mean = "20 min" } }
[[journey.touchpoint]]
name = "serve"
resource = "desk"
time = { lognormal = { mean = "50 min", cv = 0.5 } }
patience = { exponential = { mean = "1 h" } }
requires = ["papers"]
quality = 6.4
fail_prob = 0.06
fail_drop = 3.0
hole = "quality"
cost = 1.5
revenue = 0.5
earns = "0.2 per h"
end = "transaction"
on_fail = "greet"
on_full = "leave"
[[journey.touchpoint]]
name = "papers"
lane = "support"
time = { exponential = { mean = "9 min" } }
[[journey.touchpoint]]
name = "leave"
time = "2 min"
quality = 6.9
hole = "value"
end = "departure"
[[journey.touchpoint]]
name = "call"
after = "2 d"
quality = 7.2
end = "after"
[[journey]]
name = "checkup"
start = { rate = "4 per y" }
priority = 1
[[journey.touchpoint]]
name = "look"
quality = 6.6
hole = "quality"
[[journey.touchpoint]]
name = "mend"
resource = "desk"
time = "30 min"
quality = 6.8
hole = "quality"
"#;

/// Subscribers with a contract, who meet the firm at renewals and now and then.
pub(super) const SUBSCRIBERS: &str = r#"
name = "Subscribers"
[run]
horizon = "3 y"
replications = 2
[money]
discount_rate = 0.1
[population]
customers = 150
[contract]
term = "6 mo"
bill = "1 mo"
price = [10.0, 12.0]
cost = 3.0
lock_in = 0.1
earns = "1 per mo"
[loyalty]
[[hole]]
name = "moved"
hazard = "0.2 per y"
[[journey]]
name = "use"
start = { every = "35 d" }
[[journey.touchpoint]]
name = "try"
quality = 6.2
hole = "quality"
[[journey]]
name = "renewal"
start = "renewal"
[[journey.touchpoint]]
name = "talk"
quality = 7.0
hole = "service"
[[shock]]
name = "dearer"
start = "400 d"
change = { "contract.price" = { scale = 1.5 } }
"#;

/// Visitors without a relationship, two queues and two verdicts.
pub(super) const VISITORS: &str = r#"
name = "Visitors"
[run]
horizon = "10 d"
replications = 2
warm_up = "1 d"
[[resource]]
name = "desk"
staff = 1
wage = "20 per h"
discipline = "priority"
queue_limit = 4
target = "5 min"
[[resource]]
name = "till"
staff = 2
[[journey]]
name = "regular"
arrivals = "4 per h"
priority = 2
[[journey.touchpoint]]
name = "ask"
resource = "desk"
time = { exponential = { mean = "9 min" } }
patience = { exponential = { mean = "30 min" } }
requires = ["file"]
fail_prob = 0.1
on_fail = "ask"
next = { pay = 0.5, done = 0.5 }
[[journey.touchpoint]]
name = "file"
lane = "backstage"
time = "6 min"
[[journey.touchpoint]]
name = "pay"
resource = "till"
time = "3 min"
cost = 1.0
[[journey]]
name = "urgent"
arrivals = "2 per h"
priority = 1
[[journey.touchpoint]]
name = "ask"
resource = "desk"
time = "5 min"
[[assert]]
name = "busy"
metric = "resources.desk.utilisation"
equals = 0.5
within = 0.5
[[assert]]
name = "some"
metric = "journeys.regular.started"
at_least = 1.0
at_most = 1e6
"#;

/// Members with points, tiers and a partner.
pub(super) const CLUB: &str = r#"
name = "Club"
[run]
horizon = "500 d"
replications = 2
[population]
customers = 80
[purchase]
rate = { gamma = { mean = "3 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.5 } }
margin = 0.4
[loyalty]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
quality = 7.0
hole = "quality"
[program]
review = "100 d"
points = { per_spend = 1.0, reward_points = 300, unit_cost = 0.02, expiry = "120 d" }
[[program.tier]]
name = "silver"
from = 200
multiplier = 1.2
[[program.tier]]
name = "gold"
from = 500
multiplier = 1.5
[[program.partner]]
name = "hotels"
spend = "60 per mo"
fee_per_point = 0.03
"#;

/// Members who need not queue long: a desk with priorities, and a walk to it.
pub(super) const LOUNGE: &str = r#"
name = "Lounge"
[run]
horizon = "60 d"
replications = 2
[population]
customers = 150
[purchase]
rate = "1 per d"
basket = 10.0
margin = 0.4
[loyalty]
[[resource]]
name = "desk"
staff = 1
discipline = "priority"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "walk"
wait = { exponential = { mean = "10 min" } }
[[journey.touchpoint]]
name = "serve"
resource = "desk"
time = { exponential = { mean = "8 min" } }
quality = 7.0
hole = "quality"
[program]
aware = 0.5
review = "10 d"
points = { per_spend = 1.0, reward_points = 300, unit_cost = 0.02 }
[[program.tier]]
name = "silver"
from = 80
priority = 1
"#;

/// Customers who hear of a program by letter.
pub(super) const MAILING: &str = r#"
name = "Mailing"
[run]
horizon = "400 d"
replications = 2
[population]
customers = 80
[purchase]
rate = "3 per mo"
basket = 20.0
margin = 0.4
[program]
aware = 0.3
punch_card = { stamps = 6, reward_cost = 9.0 }
[[program.contact]]
name = "letter"
by = "mail"
every = "60 d"
cost = 1.0
"#;

/// Members with nothing to collect yet.
pub(super) const CAFE: &str = r#"
name = "Cafe"
[run]
horizon = "500 d"
replications = 2
[population]
customers = 80
[purchase]
rate = { gamma = { mean = "3 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.5 } }
margin = 0.4
[loyalty]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
quality = 7.0
hole = "quality"
[program]
"#;

/// A town that talks: a finite market, complaints as journeys, two channels.
pub(super) const TALKERS: &str = r#"
name = "Talkers"
[run]
horizon = "3 y"
replications = 2
seed = 4
[market]
size = 900
[population]
customers = 150
[[acquisition]]
name = "posters"
adoption = "5 % per y"
[purchase]
rate = "12 per y"
basket = 30.0
margin = 0.4
[loyalty]
[complaint]
voice = { silent = 0.4, front_line = 0.6 }
[word_of_mouth]
conversion = 0.2
[[hole]]
name = "dropped"
value_below = 110.0
factor = 0.0
[[channel]]
name = "shop"
[[channel]]
name = "telephone"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "call"
channel = "telephone"
time = "5 min"
quality = 7.5
[[journey.touchpoint]]
name = "fetch"
channel = "shop"
time = "10 min"
quality = 8.0
fail_prob = 0.05
[[journey]]
name = "complaint"
start = "complaint"
[[journey.touchpoint]]
name = "listen"
time = "1 d"
fail_prob = 0.3
[[journey.touchpoint]]
name = "answer"
settle = "resolved"
"#;

/// Customers who bring others, whatever they feel.
pub(super) const BRINGERS: &str = r#"
name = "Bringers"
[run]
horizon = "3 y"
replications = 2
[population]
customers = 50
[[hole]]
name = "leak"
hazard = "0.2 per y"
[word_of_mouth]
every = "100 d"
referrals = { rate = "0.3 per y" }
"#;

/// A desk where customers may serve themselves.
pub(super) const KIOSK: &str = r#"
name = "Kiosk"
[run]
horizon = "1 y"
replications = 2
seed = 6
[population]
customers = 60
[[segment]]
name = "all"
share = 1.0
[purchase]
rate = "12 per y"
[[resource]]
name = "desk"
staff = 1
[[channel]]
name = "kiosk"
self_service = true
[[journey]]
name = "order"
start = "purchase"
[[journey.touchpoint]]
name = "pay"
channel = "kiosk"
resource = "desk"
time = "5 min"
cost = 2.0
"#;

/// A shop that asks back those who left.
pub(super) const RETURNERS: &str = r#"
name = "Returners"
[run]
horizon = "3 y"
replications = 2
seed = 6
[population]
customers = 300
[purchase]
rate = "2 per mo"
basket = 20.0
margin = 0.4
[loyalty]
[[hole]]
name = "rival"
hazard = "0.5 per y"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
quality = 6.0
hole = "service"
[win_back]
contacts = ["10 d", "30 d"]
offer_cost = 1.0
"#;

/// A busy office whose staff have clients.
pub(super) const OFFICE: &str = r#"
name = "Office"
[run]
horizon = "3 y"
replications = 2
seed = 6
[population]
customers = 300
[purchase]
rate = "2 per mo"
basket = 20.0
margin = 0.4
[loyalty]
[complaint]
[[resource]]
name = "desk"
staff = 1
wage = "20 per h"
pay = 0.1
environment = 0.1
key_contacts = true
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
resource = "desk"
time = { lognormal = { mean = "65 min", cv = 0.5 } }
patience = "20 h"
quality = 7.0
fail_prob = 0.05
[employees]
quit_rate = "0.8 per y"
reference_skill = 0.8
"#;

/// A shop that asks its customers and hires by what they say.
pub(super) const ASKERS: &str = r#"
name = "Askers"
[run]
horizon = "1 y"
replications = 2
seed = 6
[population]
customers = 200
[purchase]
rate = "2 per mo"
basket = 20.0
margin = 0.4
[lifecycle]
[loyalty]
[[resource]]
name = "desk"
staff = 5
wage = "20 per h"
[[resource]]
name = "till"
staff = 5
wage = "10 per h"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
resource = "desk"
time = "1 h"
[[journey.touchpoint]]
name = "pay"
resource = "till"
time = "5 min"
[[acquisition]]
name = "papers"
budget = "5 per d"
max_prospects = "1 per d"
budget_scale = "10 per d"
success_per_contact = 1.0
[[acquisition]]
name = "radio"
budget = "9 per d"
max_prospects = "1 per d"
budget_scale = "10 per d"
success_per_contact = 1.0
[feedback]
every = "40 d"
act = { resource = "desk", target = 4.5, gain = 1.0 }
"#;

/// A shop that sorts its customers.
pub(super) const REGISTER: &str = r#"
name = "Register"
[run]
horizon = "500 d"
replications = 2
[population]
customers = 80
[purchase]
rate = { gamma = { mean = "2 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.5 } }
margin = 0.4
[value_classes]
review = "100 d"
[[hole]]
name = "away"
hazard = "0.3 per y"
"#;

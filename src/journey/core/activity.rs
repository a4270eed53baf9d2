//! What can happen to a customer or visitor, as data: `replay` words it, the event log names it.
//!
//! Numbers are indices of the model in force at the time, so that nothing is copied while the simulation runs. A new
//! kind is one variant here and one arm in the wording; the compiler finds the arm, a test the missing case.

pub use crate::journey::core::memory::incident::Outcome;
pub use crate::journey::core::visit::record::Ending;
use crate::journey::model::{HoleId, JourneyId, TouchId};
use crate::units::SimTime;

/// One thing that can happen to somebody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Activity {
    // --- Visits.
    /// A visit begins.
    StartsVisit {
        /// Of this journey.
        journey: JourneyId,
    },
    /// A touchpoint takes place: what is noted is the start of service.
    IsServed {
        /// Where.
        touchpoint: TouchId,
        /// Delay before it; zero: none.
        waited: SimTime,
        /// Time in service; zero: none.
        lasts: SimTime,
    },
    /// A queue has no place left.
    FindsQueueFull {
        /// Where.
        touchpoint: TouchId,
    },
    /// Gives up waiting.
    Reneges {
        /// Where.
        touchpoint: TouchId,
        /// For so long.
        waited: SimTime,
    },
    /// What was said in another channel is lost.
    SaysAgain {
        /// Where.
        touchpoint: TouchId,
    },
    /// Self-service is not managed; the staff must help.
    AsksStaff {
        /// Where.
        touchpoint: TouchId,
    },
    /// A touchpoint fails.
    MeetsFailure {
        /// Where.
        touchpoint: TouchId,
    },
    /// A touchpoint is held against what was expected.
    Judges {
        /// Which.
        touchpoint: TouchId,
        /// Points.
        performance: f64,
        /// Points.
        expected: f64,
        /// Utility, -1..1.
        moment: f64,
    },
    /// A touchpoint makes somebody leave for good.
    HasHadEnough {
        /// Where.
        touchpoint: TouchId,
    },
    /// A customer's visit comes back to a touchpoint once too often.
    IsCutOff {
        /// In this journey.
        journey: JourneyId,
    },
    /// An anonymous visit ends.
    EndsVisit {
        /// Of this journey.
        journey: JourneyId,
        /// How.
        ending: Ending,
        /// Since its start.
        after: SimTime,
    },

    // --- The relationship.
    /// Is there on day 0.
    IsCustomer {
        /// Index in [`Model::segments`](crate::journey::model::Model::segments).
        segment: u8,
        /// Hidden stage, 0..3.
        stage: u8,
    },
    /// Becomes a customer.
    Joins {
        /// Index in [`Model::segments`](crate::journey::model::Model::segments).
        segment: u8,
    },
    /// Joins for a gift or a subsidy.
    ComesForDeal,
    /// A price that was promised for a time is over.
    LosesDeal,
    /// A lock by subsidy is over.
    IsUnbound,
    /// Enters a hidden stage.
    MovesToStage {
        /// 0..3.
        stage: u8,
    },
    /// Buys something.
    Buys {
        /// \[money\]
        revenue: f64,
    },
    /// Adopts categories not bought before.
    BuysFurther {
        /// How many at once.
        categories: u32,
    },
    /// Is offered more at a purchase.
    IsOfferedMore {
        /// While a complaint is open.
        complaining: bool,
        /// Utility, -1..0.
        moment: f64,
    },
    /// Enters another contract term.
    Renews {
        /// The first is 1.
        term: u16,
    },
    /// Is reached by an intervention that touches one customer at a time.
    IsReached {
        /// Index in [`Model::offers`](crate::journey::model::Model::offers).
        offer: u8,
    },
    /// Takes stock at the departure.
    Remembers {
        /// Remembered utility of the encounter, -1..1.
        remembered: f64,
        /// Memory after it, -1..1.
        memory: f64,
        /// 1..5.
        satisfaction: f64,
    },
    /// Takes stock again at an end after the departure.
    RemembersLastEnd {
        /// Remembered utility of the encounter, -1..1.
        remembered: f64,
        /// Memory after it, -1..1.
        memory: f64,
    },
    /// An incident is voiced, or not.
    Complains {
        /// How.
        voicing: Voicing,
        /// 0 a trifle, 1 a disaster.
        severity: f64,
    },
    /// An incident ends.
    IsAnswered {
        /// How.
        outcome: Outcome,
        /// Chance to stay.
        stay: f64,
    },
    /// Is paid for an incident.
    IsCompensated {
        /// \[money\]
        payout: f64,
    },
    /// Answers a survey.
    AnswersSurvey {
        /// What is said, about 1..5.
        score: f64,
        /// Satisfaction, 1..5.
        feels: f64,
    },
    /// Is sorted by value.
    IsSorted {
        /// Class, from 1.
        recency: u8,
        /// Class, from 1.
        frequency: u8,
        /// Class, from 1.
        money: u8,
    },
    /// Is put in a place among all customers.
    IsRanked {
        /// ABC class: 0 is A.
        abc: u8,
        /// VIP, improve, maintain, abandon; `None` while the firm cannot tell.
        quadrant: Option<u8>,
    },
    /// The contact person leaves.
    LosesContactPerson,
    /// Speaks well of the firm.
    Praises {
        /// To so many.
        people: u32,
    },
    /// Speaks ill of the firm.
    Warns {
        /// So many.
        people: u32,
    },
    /// Speaks ill of the firm, and it spreads.
    SpreadsBlame,
    /// Brings somebody.
    Refers {
        /// Customer number of who comes.
        number: u64,
    },
    /// Decides to leave, at the end of a term or visit.
    DecidesToLeave {
        /// By this hole.
        hole: HoleId,
    },
    /// Leaves.
    Leaves {
        /// By this hole.
        hole: HoleId,
    },
    /// The firm ends the relationship, and others hear of it.
    IsDropped,
    /// Will never come back.
    IsGone,
    /// Is asked to come back.
    IsAskedBack {
        /// Chance to accept.
        chance: f64,
        /// Whether it is accepted.
        accepts: bool,
    },
    /// The firm saves a contact for winning back.
    IsNotAskedBack {
        /// Whether the firm is right that somebody left.
        left: bool,
    },
    /// Is taken for somebody who left, and asked to come back.
    IsAskedBackByMistake,
    /// Begins another life.
    ComesBack {
        /// Since leaving.
        away: SimTime,
        /// The first is 1.
        life: u32,
    },

    // --- The program. Names and the currency are those of the program in force, or as it was when it closed.
    /// Learns of the program, or takes no notice.
    IsTold {
        /// Index in [`Program::contacts`](crate::journey::program::Program::contacts).
        contact: u16,
        /// Whether it is heard.
        heard: bool,
    },
    /// Becomes a member.
    Enrols,
    /// Is not ready to pay for membership.
    DeclinesMembership {
        /// \[money\]
        fee: f64,
    },
    /// Pays for a period of membership.
    PaysMembership {
        /// \[money\]
        fee: f64,
    },
    /// Ends a paid membership.
    EndsMembership,
    /// Changes status.
    MovesToTier {
        /// Up or down.
        up: bool,
        /// Index in [`Program::tiers`](crate::journey::program::Program::tiers), if any.
        tier: Option<u8>,
    },
    /// Earns units.
    Earns {
        /// So many.
        units: u64,
        /// Units then held.
        balance: u64,
    },
    /// Earns units with another firm.
    EarnsWithPartner {
        /// So many.
        units: u64,
        /// Index in [`Program::partners`](crate::journey::program::Program::partners).
        partner: u16,
    },
    /// Comes near a goal.
    NearsGoal {
        /// Units held.
        balance: u64,
        /// Pace of purchases against an even one.
        pull: f64,
    },
    /// A purchase is credited twice.
    IsCreditedTwice {
        /// Units.
        units: u64,
        /// \[money\]
        cost: f64,
    },
    /// Has a reward.
    Redeems {
        /// For so many units.
        units: u64,
        /// \[money\]
        cost: f64,
    },
    /// Units are too old.
    LosesExpired {
        /// So many.
        units: u64,
        /// Units then held.
        left: u64,
    },
    /// Units are lost with membership.
    Forfeits {
        /// So many.
        units: u64,
    },
    /// Gives units to another member.
    PassesOn {
        /// So many.
        units: u64,
    },
    /// Has units from another member.
    Receives {
        /// So many.
        units: u64,
    },
    /// The program makes a visit better.
    IsTreated {
        /// Utility added.
        moment: f64,
    },
    /// The program makes a visit better without notice.
    IsSurprised {
        /// It came of late already.
        expected: bool,
        /// Utility added.
        moment: f64,
    },
    /// A rule holds from now on.
    RuleHolds {
        /// Index in [`Kinds::rules`](crate::journey::model::Kinds::rules).
        rule: u16,
    },
    /// A rule holds no more.
    RuleEnds {
        /// Index in [`Kinds::rules`](crate::journey::model::Kinds::rules).
        rule: u16,
    },
    /// Is paid for bringing somebody.
    IsRewarded {
        /// \[money\]
        reward: f64,
    },
}

/// How an incident is voiced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voicing {
    /// Not at all.
    Silent,
    /// To the staff.
    FrontLine,
    /// To the firm.
    Formal,
}

impl Voicing {
    /// In the order of [`Complaint::voice`](crate::journey::model::Complaint::voice).
    pub(crate) const ALL: [Voicing; 3] = [Voicing::Silent, Voicing::FrontLine, Voicing::Formal];
}

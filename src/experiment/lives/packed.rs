//! Lives as bytes of equal length, to lay them aside until all are there.

use crate::journey::lived::Lived;
use crate::journey::model::HoleId;
use crate::units::SimTime;

/// No hole.
const NONE: HoleId = HoleId::MAX;

/// Bytes of a life.
pub(super) const PACKED: usize = 2 + 8 + 4 + 1 + 1 + 2 + 4 * 8 + 1 + 1 + 8 + 4 + 8;

/// Lives as bytes.
#[must_use]
pub fn pack_lives(lives: &[Lived]) -> Vec<u8> {
    let mut out = Vec::with_capacity(lives.len() * PACKED);
    for life in lives {
        out.extend(life.source.to_le_bytes());
        out.extend(life.number.to_le_bytes());
        out.extend(life.earlier_lives.to_le_bytes());
        out.extend([life.segment, life.stage]);
        out.extend(life.hole.unwrap_or(NONE).to_le_bytes());
        out.extend(life.joined.to_le_bytes());
        for time in [life.until, life.tenure_from, life.tenure] {
            out.extend(time.0.to_le_bytes());
        }
        out.extend([u8::from(life.at_start), u8::from(life.before)]);
        out.extend(life.value.to_le_bytes());
        out.extend(life.purchases.to_le_bytes());
        out.extend(life.satisfaction.to_le_bytes());
    }
    out
}

/// The lives that were packed into these bytes.
pub fn unpack_lives(bytes: &[u8]) -> impl Iterator<Item = Lived> {
    bytes.chunks_exact(PACKED).map(|packed| Reader(packed).life())
}

/// What is left to read of a life.
struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn next<const N: usize>(&mut self) -> [u8; N] {
        let (next, rest) = self.0.split_first_chunk().expect("a packed life is whole");
        self.0 = rest;
        *next
    }

    fn time(&mut self) -> SimTime {
        SimTime(u64::from_le_bytes(self.next()))
    }

    fn flag(&mut self) -> bool {
        self.next() != [0]
    }

    fn life(mut self) -> Lived {
        // In the order of `pack_lives`: fields are read as they stand here.
        Lived {
            source: u16::from_le_bytes(self.next()),
            number: u64::from_le_bytes(self.next()),
            earlier_lives: u32::from_le_bytes(self.next()),
            segment: u8::from_le_bytes(self.next()),
            stage: u8::from_le_bytes(self.next()),
            hole: Some(HoleId::from_le_bytes(self.next())).filter(|&hole| hole != NONE),
            joined: i64::from_le_bytes(self.next()),
            until: self.time(),
            tenure_from: self.time(),
            tenure: self.time(),
            at_start: self.flag(),
            before: self.flag(),
            value: f64::from_le_bytes(self.next()),
            purchases: u32::from_le_bytes(self.next()),
            satisfaction: f64::from_le_bytes(self.next()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let life = Lived {
            source: 2,
            number: 1 << 40,
            earlier_lives: 3,
            segment: 4,
            stage: 1,
            hole: Some(5),
            joined: -6,
            until: SimTime(7),
            tenure_from: SimTime(8),
            tenure: SimTime(9),
            at_start: true,
            before: false,
            value: -10.5,
            purchases: 11,
            satisfaction: 3.25,
        };
        let other = Lived { hole: None, at_start: false, before: true, until: SimTime::NEVER, ..life };
        let packed = pack_lives(&[life, other]);
        assert_eq!(packed.len(), 2 * PACKED);
        assert_eq!(unpack_lives(&packed).collect::<Vec<_>>(), [life, other]);
    }
}

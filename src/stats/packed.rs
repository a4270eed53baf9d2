//! Counts of one replication in few bytes: there is one list of each replication, and most of it repeats the number before.

/// Shortest list that is worth packing.
const LEAST: usize = 16;

/// Largest doubled number that is packed: all whole numbers below are exact.
const MOST: f64 = (1u64 << 52) as f64;

/// A list of numbers, to be read again exactly as it was.
///
/// Long lists of halves of whole numbers, as customers at risk and exits by bin are, keep the steps from number to number in bytes of
/// seven bits each; steps of zero are counted. A hundred customers over five hundred bins take some five hundred bytes instead of four thousand.
///
/// # Examples
///
/// ```
/// use journeysim::stats::Packed;
///
/// let at_risk: Vec<f64> = (0..500).map(|bin| if bin < 200 { 12.0 } else { 11.5 }).collect();
/// let packed = Packed::of(&at_risk);
/// let mut found = Vec::new();
/// packed.read(&mut found);
/// assert_eq!(found, at_risk);
/// assert!(packed.bytes() < 10);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Packed(Form);

#[derive(Debug, Clone, PartialEq)]
enum Form {
    Plain(Box<[f64]>),
    /// Steps of doubled numbers, zigzag; a zero, and how many of them follow.
    Halves(Box<[u8]>),
}

impl Default for Packed {
    fn default() -> Self {
        Packed(Form::Plain(Box::default()))
    }
}

impl Packed {
    /// Packs a list.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let is_half =
            |v: &f64| (2.0 * v).fract() == 0.0 && (2.0 * v).abs() < MOST && !(*v == 0.0 && v.is_sign_negative());
        if values.len() < LEAST || !values.iter().all(is_half) {
            return Packed(Form::Plain(values.into()));
        }
        let (mut bytes, mut before, mut alike) = (Vec::new(), 0_i64, 0_u64);
        for v in values {
            let doubled = (2.0 * v) as i64;
            let step = doubled - std::mem::replace(&mut before, doubled);
            if step == 0 {
                alike += 1;
                continue;
            }
            end_of_alike(&mut bytes, &mut alike);
            write(&mut bytes, ((step << 1) ^ (step >> 63)) as u64);
        }
        end_of_alike(&mut bytes, &mut alike);
        Packed(Form::Halves(bytes.into()))
    }

    /// Puts the list in place of what is in `out`.
    pub fn read(&self, out: &mut Vec<f64>) {
        out.clear();
        match &self.0 {
            Form::Plain(values) => out.extend_from_slice(values),
            Form::Halves(bytes) => {
                let (mut rest, mut doubled) = (bytes.iter(), 0_i64);
                while let Some(word) = next(&mut rest) {
                    let times = if word == 0 { next(&mut rest).unwrap_or(0) } else { 1 };
                    doubled += (word >> 1) as i64 ^ -((word & 1) as i64);
                    out.extend((0..times).map(|_| 0.5 * doubled as f64));
                }
            }
        }
    }

    /// Bytes it keeps.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match &self.0 {
            Form::Plain(values) => size_of_val(&values[..]),
            Form::Halves(bytes) => bytes.len(),
        }
    }
}

fn end_of_alike(bytes: &mut Vec<u8>, alike: &mut u64) {
    if *alike > 0 {
        bytes.push(0);
        write(bytes, std::mem::take(alike));
    }
}

/// Seven bits a byte, the lowest first; the last one has no eighth.
fn write(bytes: &mut Vec<u8>, mut word: u64) {
    while word >= 0x80 {
        bytes.push(word as u8 | 0x80);
        word >>= 7;
    }
    bytes.push(word as u8);
}

fn next(bytes: &mut std::slice::Iter<'_, u8>) -> Option<u64> {
    let mut word = 0;
    for (place, byte) in bytes.enumerate() {
        word |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some(word);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::key;

    #[test]
    fn a_number_that_stands_twice_is_not_lost() {
        let values: Vec<f64> = (0..20).map(|i| f64::from(i - i / 7)).collect();
        assert!(values.windows(3).all(|three| three[0] != three[2]), "twice, never thrice");
        let mut found = Vec::new();
        Packed::of(&values).read(&mut found);
        assert_eq!(found, values);
    }

    #[test]
    fn lists_come_back_as_they_were() {
        let key = key(31, 0, 0);
        let steps = |scale: f64| -> Vec<f64> {
            (0..600)
                .map(|i| {
                    (0.5 * scale * (key.uniform(1, i) - 0.5)).round() * f64::from(u8::from(key.uniform(2, i) < 0.3))
                })
                .collect()
        };
        let lists = [
            vec![],
            vec![1.5; 3],
            vec![0.0; 700],
            vec![0.1; 40],
            vec![-0.0; 40],
            [vec![0.0; 20], vec![f64::NAN, f64::INFINITY]].concat(),
            [vec![1e300; 20], vec![2_251_799_813_685_248.0, -2_251_799_813_685_247.5]].concat(),
            [vec![4e15 / 2.0; 20], vec![-2e15, 0.5, -0.5]].concat(),
            steps(3.0),
            steps(1e4),
            steps(1e12),
        ];
        for list in lists {
            let mut found = vec![7.0];
            Packed::of(&list).read(&mut found);
            assert!(
                found.len() == list.len() && found.iter().zip(&list).all(|(a, b)| a.to_bits() == b.to_bits()),
                "{list:?}"
            );
        }
    }

    /// Ten customers, cut off or lost at some bin each: two steps of those at risk, two of exits.
    #[test]
    fn few_customers_take_few_bytes() {
        let key = key(32, 0, 0);
        let ends: Vec<usize> = (0..10).map(|i| (500.0 * key.uniform(1, i)) as usize).collect();
        let at_risk = (0..500).map(|bin| ends.iter().filter(|&&end| end >= bin).count() as f64);
        let left = (0..500).map(|bin| ends.iter().filter(|&&end| end == bin).count() as f64);
        let packed = Packed::of(&at_risk.chain(left).collect::<Vec<_>>());
        assert!(packed.bytes() < 120, "{}", packed.bytes());
    }
}

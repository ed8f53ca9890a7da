//! Ranges of numbers and of addresses.

use std::net::IpAddr;

use super::json::Json;

/// The largest absolute value that EventBridge compares.
const LARGEST: f64 = 5e9;
/// The most decimals that EventBridge compares.
const DECIMALS: usize = 6;

/// Whether EventBridge can compare a number.
pub(super) fn is_compared(number: f64) -> bool {
    let decimals = number.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
    number.abs() <= LARGEST && decimals <= DECIMALS
}

/// The numbers between two bounds; the flag of a bound says whether it is included.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Range {
    lower: Option<(f64, bool)>,
    upper: Option<(f64, bool)>,
}

/// Why a range is invalid.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NoRange {
    /// EventBridge does not accept this form.
    Form,
    /// EventBridge cannot compare this bound.
    NotCompared(f64),
}

impl Range {
    /// A single number.
    const fn only(number: f64) -> Self {
        Self { lower: Some((number, true)), upper: Some((number, true)) }
    }

    /// The numbers that a schema allows.
    pub fn between(least: Option<f64>, most: Option<f64>) -> Self {
        Self { lower: least.map(|least| (least, true)), upper: most.map(|most| (most, true)) }
    }

    /// Parses the argument of `numeric`: `=`, or a lower bound, or an upper bound, or a lower and
    /// then an upper one.
    pub fn read(terms: &[Json]) -> Result<Self, NoRange> {
        let (first, second) = match terms {
            [operator, bound] => ((operator, bound), None),
            [lower, least, upper, most] => ((lower, least), Some((upper, most))),
            _ => return Err(NoRange::Form),
        };
        let (operator, bound) = term(first)?;
        let mut range = match operator {
            "=" => Self::only(bound),
            ">" | ">=" => Self { lower: Some((bound, operator == ">=")), upper: None },
            "<" | "<=" => Self { lower: None, upper: Some((bound, operator == "<=")) },
            _ => return Err(NoRange::Form),
        };
        if let Some(second) = second {
            let (operator, bound) = term(second)?;
            let above =
                range.upper.is_none() && range.lower.is_some_and(|(least, _)| least < bound);
            if !above || !["<", "<="].contains(&operator) {
                return Err(NoRange::Form);
            }
            range.upper = Some((bound, operator == "<="));
        }
        Ok(range)
    }

    /// Whether the range includes a number.
    pub fn has(&self, number: f64) -> bool {
        self.lower.is_none_or(|(least, with)| least < number || (with && least == number))
            && self.upper.is_none_or(|(most, with)| number < most || (with && number == most))
    }

    /// Whether the two ranges overlap.
    pub fn meets(&self, other: &Self) -> bool {
        let apart = |lower: Option<(f64, bool)>, upper: Option<(f64, bool)>| match (lower, upper) {
            (Some((least, with)), Some((most, and_with))) => {
                least > most || (least == most && !(with && and_with))
            }
            _ => false,
        };
        !apart(self.lower, other.upper) && !apart(other.lower, self.upper)
    }
}

fn term<'t>((operator, bound): (&'t Json, &Json)) -> Result<(&'t str, f64), NoRange> {
    match (operator, bound) {
        (Json::Text(operator), Json::Number(bound)) => {
            let bound = bound.as_f64().ok_or(NoRange::Form)?;
            if is_compared(bound) {
                Ok((operator, bound))
            } else {
                Err(NoRange::NotCompared(bound))
            }
        }
        _ => Err(NoRange::Form),
    }
}

/// A block of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    address: IpAddr,
    bits: u32,
}

impl Block {
    /// Parses an address, `/` and a number of bits.
    pub fn read(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let block = Self { address: address.parse().ok()?, bits: bits.parse().ok()? };
        let most = if block.address.is_ipv4() { 32 } else { 128 };
        (block.bits <= most).then_some(block)
    }

    /// Whether a text is an address of the block.
    pub fn has(&self, text: &str) -> bool {
        match (self.address, text.parse()) {
            (IpAddr::V4(one), Ok(IpAddr::V4(other))) => {
                (one.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits
            }
            (IpAddr::V6(one), Ok(IpAddr::V6(other))) => {
                (one.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits
            }
            _ => false,
        }
    }
}

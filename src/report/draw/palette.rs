//! A picture in at most 256 colours: a third of the bytes to compress, and few enough to compress them fast.
//!
//! Colours that shapes are filled with are kept exactly. Smoothed edges give thousands of shades in between; they
//! are gathered in cells of the colour cube, and the rarest of these go to their nearest neighbour. The result
//! depends on the pixels alone.

use std::collections::BTreeSet;

use super::scene::{Rgb, Scene, Shape, WHITE};

/// Most colours of an indexed PNG.
const MOST: usize = 256;
/// Bits of each channel that name a cell of the colour cube: shades in one cell differ by at most 7 of 255.
const BITS: usize = 5;

/// Pixels as places in a palette.
pub(in crate::report) struct Indexed {
    /// Colours, three bytes each.
    pub(in crate::report) palette: Vec<u8>,
    /// One byte for each pixel.
    pub(in crate::report) pixels: Vec<u8>,
}

/// Colours that shapes of the scene are filled with, white first, as many as half of the palette.
pub(in crate::report) fn of_scene(scene: &Scene) -> Vec<Rgb> {
    let mut seen = BTreeSet::from([WHITE]);
    let mut colours = vec![WHITE];
    let mut keep = |rgb: Rgb| {
        if colours.len() < MOST / 2 && seen.insert(rgb) {
            colours.push(rgb);
        }
    };
    for shape in &scene.shapes {
        match shape {
            Shape::Area { rgb, opacity, .. } if *opacity >= 1.0 => keep(*rgb),
            Shape::Area { .. } => {}
            Shape::Line { stroke, .. } => keep(stroke.rgb),
            Shape::Disc { fill, stroke, .. } => {
                keep(*fill);
                keep(stroke.rgb);
            }
            Shape::Text(text) => keep(text.rgb),
        }
    }
    colours
}

/// The cell of the colour cube that holds a colour.
fn cell(rgb: &[u8]) -> usize {
    let part = |channel: usize| usize::from(rgb[channel] >> (8 - BITS));
    part(0) << (2 * BITS) | part(1) << BITS | part(2)
}

fn far(a: [u8; 3], b: [u8; 3]) -> i32 {
    a.into_iter().zip(b).map(|(a, b)| (i32::from(a) - i32::from(b)).pow(2)).sum()
}

/// Pixels compared at a time.
const BLOCK: usize = 8;

/// Pixels of one colour in a row: the colour and how many.
fn stretches(pixels: &[u8]) -> impl Iterator<Item = ([u8; 3], usize)> {
    let (mut left, _) = pixels.as_chunks::<3>();
    std::iter::from_fn(move || {
        let &colour = left.first()?;
        let blocks = left.chunks_exact(BLOCK).take_while(|block| **block == [colour; BLOCK]).count() * BLOCK;
        let length = blocks + left[blocks..].iter().take_while(|pixel| **pixel == colour).count();
        left = &left[length..];
        Some((colour, length))
    })
}

/// Reduces RGB pixels, three bytes each, to a palette that begins with the colours given.
pub(in crate::report) fn reduce(pixels: &[u8], first: &[Rgb]) -> Indexed {
    let mut counts = vec![0_u32; 1 << (3 * BITS)];
    // The colour that stands for a cell: the first of those given, else the first seen.
    let mut stands: Vec<[u8; 3]> = vec![[0; 3]; counts.len()];
    let mut used: Vec<usize> = Vec::new();
    let mut palette: Vec<[u8; 3]> = Vec::new();
    for &(red, green, blue) in first {
        palette.push([red, green, blue]);
    }
    // A chart is mostly stretches of one colour: each is looked up once.
    for (colour, length) in stretches(pixels) {
        let at = cell(&colour);
        if counts[at] == 0 {
            used.push(at);
            stands[at] = colour;
        }
        counts[at] = counts[at].saturating_add(length as u32);
    }
    used.sort_unstable();
    // One after the other, the cell whose pixels lie farthest from the palette so far, all of them counted.
    let nearest = |at: usize| {
        let distances = palette.iter().map(|colour| far(*colour, stands[at]));
        distances.enumerate().min_by_key(|found| found.1).map_or((0, i32::MAX), |(place, far)| (place, far))
    };
    let mut state: Vec<(usize, i32)> = used.iter().map(|at| nearest(*at)).collect();
    while palette.len() < MOST {
        let weight = |index: &usize| u64::from(counts[used[*index]]) * state[*index].1 as u64;
        // The first of equals, so that the order never depends on anything but the pixels.
        let Some(worst) = (0..used.len()).rev().max_by_key(weight).filter(|index| weight(index) > 0) else { break };
        let colour = stands[used[worst]];
        for (at, state) in used.iter().zip(&mut state) {
            let distance = far(colour, stands[*at]);
            if distance < state.1 {
                *state = (palette.len(), distance);
            }
        }
        palette.push(colour);
    }
    let mut places = vec![0_u8; counts.len()];
    for (at, (place, _)) in used.iter().zip(state) {
        places[*at] = place as u8;
    }
    // Two fills may share a cell; an exact match goes before the cell.
    let exact: Vec<[u8; 3]> = palette[..first.len()].to_vec();
    let mut out = Vec::with_capacity(pixels.len() / 3);
    for (colour, length) in stretches(pixels) {
        let place = exact.iter().position(|known| *known == colour).map_or(places[cell(&colour)], |place| place as u8);
        out.resize(out.len() + length, place);
    }
    Indexed { palette: palette.concat(), pixels: out }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(found: &Indexed, pixel: usize) -> [u8; 3] {
        let at = usize::from(found.pixels[pixel]) * 3;
        [found.palette[at], found.palette[at + 1], found.palette[at + 2]]
    }

    #[test]
    fn fills_stay_exact_even_when_they_are_close() {
        let first = [(255, 255, 255), (244, 246, 248), (245, 247, 249)];
        let pixels: Vec<u8> = first.iter().flat_map(|(r, g, b)| [*r, *g, *b]).collect();
        let found = reduce(&pixels, &first);
        for (index, (r, g, b)) in first.into_iter().enumerate() {
            assert_eq!(colour(&found, index), [r, g, b]);
        }
    }

    #[test]
    fn every_shade_is_close_to_itself_however_many_there_are() {
        let pixels: Vec<u8> = (0..40_000_u32).flat_map(|i| [(i % 256) as u8, (i / 256) as u8, 128]).collect();
        let found = reduce(&pixels, &[(255, 255, 255)]);
        assert!(found.palette.len() <= MOST * 3);
        let worst = pixels
            .chunks_exact(3)
            .enumerate()
            .map(|(index, pixel)| far(colour(&found, index), [pixel[0], pixel[1], pixel[2]]))
            .max();
        assert!(worst.is_some_and(|worst| worst < 24 * 24), "{worst:?}");
    }
}

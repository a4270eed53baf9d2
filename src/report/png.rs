//! A scene as PNG through plotters' bitmap backend.
//!
//! The backend fills polygons without smoothing, so the scene is drawn at four times its size and averaged down
//! to two, in at most 256 colours. Text is drawn glyph by glyph, each from the first font that has it.

use ab_glyph::{Font, Glyph, PxScale, point};
use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::style::{Color, RGBColor, ShapeStyle};

use super::fonts::{Fallbacks, embedded, width};
use super::palette::{Indexed, of_scene, reduce};
use super::scene::{Anchor, Rgb, Scene, Shape, Text, Xy, pieces};

/// Size of the PNG over the size of the scene.
const ZOOM: usize = 2;
/// Pixels averaged in each direction.
const SMOOTH: usize = 2;

/// How far outside of the canvas a point may lie [px].
const BEYOND: f64 = 200.0;

type Canvas<'a> = BitMapBackend<'a>;

/// The scene as PNG bytes; `note` (seed, version and so on) is kept in the file.
///
/// # Errors
/// When the backend or the encoder refuses, which a scene of sane size does not cause.
pub(crate) fn draw(scene: &Scene, fonts: &Fallbacks, note: &str) -> Result<Vec<u8>, String> {
    let scale = ZOOM * SMOOTH;
    let (wide, high) = (scene.width.ceil() as usize * scale, scene.height.ceil() as usize * scale);
    let mut pixels = vec![255_u8; wide * high * 3];
    {
        let mut canvas = BitMapBackend::with_buffer(&mut pixels, (wide as u32, high as u32));
        for shape in &scene.shapes {
            draw_shape(&mut canvas, shape, scale as f64, fonts)
                .map_err(|error| format!("draw `{}`: {error}", scene.id))?;
        }
        canvas.present().map_err(|error| format!("draw `{}`: {error}", scene.id))?;
    }
    let (out_wide, out_high) = (wide / SMOOTH, high / SMOOTH);
    let smooth = average(&pixels, wide, out_wide, out_high);
    let picture = reduce(&smooth, &of_scene(scene));
    encode(picture, out_wide as u32, out_high as u32, &scene.title, note)
        .map_err(|error| format!("encode `{}`: {error}", scene.id))
}

fn colour((r, g, b): Rgb) -> RGBColor {
    RGBColor(r, g, b)
}

/// Pixels of the canvas. What lies outside is moved to just outside, since the backend visits every pixel of a
/// shape, seen or not.
fn place(points: &[Xy], scale: f64, (wide, high): (u32, u32)) -> Vec<(i32, i32)> {
    let near = |value: f64, size: u32| (value * scale).clamp(-BEYOND, f64::from(size) + BEYOND).round() as i32;
    points.iter().map(|(x, y)| (near(*x, wide), near(*y, high))).collect()
}

fn draw_shape(canvas: &mut Canvas<'_>, shape: &Shape, scale: f64, fonts: &Fallbacks) -> Result<(), String> {
    let size = canvas.get_size();
    let drawn = match shape {
        Shape::Area { points, rgb, opacity } => {
            canvas.fill_polygon(place(points, scale, size), &colour(*rgb).mix(*opacity))
        }
        Shape::Line { points, stroke } => {
            let style =
                ShapeStyle::from(&colour(stroke.rgb)).stroke_width((stroke.width * scale).round().max(1.0) as u32);
            pieces(points, stroke.dash).iter().try_for_each(|piece| {
                let mut placed = place(piece, scale, size);
                // A repeated corner would make the thick line divide by zero.
                placed.dedup();
                if placed.len() > 1 { canvas.draw_path(placed, &style) } else { Ok(()) }
            })
        }
        Shape::Disc { at, radius, fill, stroke } => {
            let centre = place(&[*at], scale, size)[0];
            let outer = ((radius + stroke.width / 2.0) * scale).round() as u32;
            let inner = ((radius - stroke.width / 2.0) * scale).round().max(0.0) as u32;
            canvas
                .draw_circle(centre, outer, &colour(stroke.rgb), true)
                .and_then(|()| canvas.draw_circle(centre, inner, &colour(*fill), true))
        }
        Shape::Text(text) => return draw_text(canvas, text, scale, fonts),
    };
    drawn.map_err(|error| error.to_string())
}

fn draw_text(canvas: &mut Canvas<'_>, text: &Text, scale: f64, fonts: &Fallbacks) -> Result<(), String> {
    let start = match text.anchor {
        Anchor::Start => text.at.0,
        Anchor::Middle => text.at.0 - width(&text.content, text.size, text.bold) / 2.0,
        Anchor::End => text.at.0 - width(&text.content, text.size, text.bold),
    };
    let origin = (start * scale, text.at.1 * scale);
    if text.halo {
        let reach = 2.0 * scale;
        let slant = reach * std::f64::consts::FRAC_1_SQRT_2;
        let around = [
            (reach, 0.0),
            (-reach, 0.0),
            (0.0, reach),
            (0.0, -reach),
            (slant, slant),
            (-slant, slant),
            (slant, -slant),
            (-slant, -slant),
        ];
        for (dx, dy) in around {
            draw_run(canvas, text, (origin.0 + dx, origin.1 + dy), scale, (255, 255, 255), fonts)?;
        }
    }
    draw_run(canvas, text, origin, scale, text.rgb, fonts)
}

fn draw_run(
    canvas: &mut Canvas<'_>,
    text: &Text,
    origin: Xy,
    scale: f64,
    rgb: Rgb,
    fonts: &Fallbacks,
) -> Result<(), String> {
    let mut x = origin.0;
    let own = embedded(text.bold);
    for c in text.content.chars() {
        let at = (x, origin.1);
        let size = text.size * scale;
        if own.glyph_id(c).0 != 0 {
            draw_glyph(canvas, own, c, at, size, rgb)?;
        } else if let Some(borrowed) = fonts.font_for(c) {
            draw_glyph(canvas, borrowed, c, at, size, rgb)?;
            if text.bold {
                // A borrowed font comes in one weight: drawing it twice, a little apart, makes it heavier.
                draw_glyph(canvas, borrowed, c, (at.0 + size * 0.03, at.1), size, rgb)?;
            }
        } else if width(&c.to_string(), 1.0, text.bold) > 0.0 {
            draw_glyph(canvas, own, '\u{25a0}', at, size, rgb)?;
        }
        x += width(&c.to_string(), size, text.bold);
    }
    Ok(())
}

fn draw_glyph(canvas: &mut Canvas<'_>, font: &impl Font, c: char, at: Xy, size: f64, rgb: Rgb) -> Result<(), String> {
    // `PxScale` is the height from descent to ascent, not the em.
    let em = font.units_per_em().unwrap_or(1000.0);
    let height = size as f32 * font.height_unscaled() / em;
    let glyph = Glyph { id: font.glyph_id(c), scale: PxScale::from(height), position: point(at.0 as f32, at.1 as f32) };
    let Some(outline) = font.outline_glyph(glyph) else { return Ok(()) };
    let corner = outline.px_bounds().min;
    let mut failed = None;
    outline.draw(|dx, dy, coverage| {
        if coverage > 0.0 && failed.is_none() {
            let pixel = (corner.x as i32 + dx as i32, corner.y as i32 + dy as i32);
            let shade = colour(rgb).mix(f64::from(coverage.min(1.0))).to_backend_color();
            failed = canvas.draw_pixel(pixel, shade).err();
        }
    });
    failed.map_or(Ok(()), |error| Err(error.to_string()))
}

/// Pixels looked at together: a stretch of white needs no arithmetic.
const STRETCH: usize = 32;

/// Averages squares of two by two pixels.
fn average(pixels: &[u8], wide: usize, out_wide: usize, out_high: usize) -> Vec<u8> {
    const { assert!(SMOOTH == 2, "the sums below are of two rows and two columns") };
    let mut out = vec![255_u8; out_wide * out_high * 3];
    for (y, row) in out.chunks_exact_mut(out_wide * 3).enumerate() {
        let above = &pixels[2 * y * wide * 3..(2 * y + 1) * wide * 3];
        let below = &pixels[(2 * y + 1) * wide * 3..(2 * y + 2) * wide * 3];
        let stretches = above.chunks(STRETCH * 6).zip(below.chunks(STRETCH * 6));
        for (to, (above, below)) in row.chunks_mut(STRETCH * 3).zip(stretches) {
            // Counting instead of stopping at the first lets the compiler look at many bytes at once.
            let ink = |side: &[u8]| side.iter().fold(0_u8, |ink, byte| ink | !byte);
            if ink(above) | ink(below) == 0 {
                continue;
            }
            for (to, (a, b)) in to.chunks_exact_mut(3).zip(above.chunks_exact(6).zip(below.chunks_exact(6))) {
                for channel in 0..3 {
                    let sum = [a[channel], a[channel + 3], b[channel], b[channel + 3]].map(u16::from);
                    to[channel] = ((sum[0] + sum[1] + sum[2] + sum[3] + 2) / 4) as u8;
                }
            }
        }
    }
    out
}

fn encode(picture: Indexed, wide: u32, high: u32, title: &str, note: &str) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, wide, high);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(picture.palette);
    encoder.set_depth(png::BitDepth::Eight);
    // The fast compressor only finds runs of zeros. This filter makes zeros of flat areas and of straight edges;
    // in a palette it is smaller than true colours under the default compressor, at a thirtieth of its time.
    encoder.set_filter(png::FilterType::Paeth);
    encoder.set_compression(png::Compression::Fast);
    encoder.add_itxt_chunk("Title".to_string(), title.to_string())?;
    encoder.add_itxt_chunk("Description".to_string(), note.to_string())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture.pixels)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::scene::{INK, dashed, stroke};

    fn decode(bytes: &[u8]) -> (png::OutputInfo, Vec<u8>) {
        let mut decoder = png::Decoder::new(bytes);
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size()];
        let info = reader.next_frame(&mut pixels).expect("an image");
        (info, pixels)
    }

    fn scene() -> Scene {
        Scene {
            id: "x".to_string(),
            title: "标题".to_string(),
            description: String::new(),
            width: 40.0,
            height: 30.0,
            shapes: Vec::new(),
        }
    }

    #[test]
    fn shapes_land_where_the_scene_says() {
        let mut scene = scene();
        scene.rect((10.0, 10.0), (20.0, 10.0), (0, 114, 178));
        scene.disc((5.0, 5.0), 3.0, (255, 0, 0), stroke(INK, 1.0));
        let bytes = draw(&scene, &Fallbacks::default(), "seed 7").expect("drawn");
        let (info, pixels) = decode(&bytes);
        assert_eq!((info.width, info.height), (80, 60));
        let at = |x: usize, y: usize| &pixels[(y * 80 + x) * 3..(y * 80 + x) * 3 + 3];
        assert_eq!(at(40, 30), [0, 114, 178]);
        assert_eq!(at(70, 55), [255, 255, 255]);
        assert_eq!(at(10, 10), [255, 0, 0]);
    }

    #[test]
    fn text_leaves_ink_and_a_missing_glyph_a_box() {
        for content in ["Ag", "银"] {
            let mut scene = scene();
            scene.text(Text::new((4.0, 20.0), 16.0, content).halo());
            let (_, pixels) = decode(&draw(&scene, &Fallbacks::default(), "").expect("drawn"));
            let dark = pixels.chunks_exact(3).filter(|rgb| rgb[0] < 100).count();
            assert!(dark > 60, "{content}: {dark} dark pixels");
        }
    }

    #[test]
    fn lines_that_go_nowhere_do_no_harm() {
        let mut scene = scene();
        scene.line(vec![(5.0, 5.0), (5.0, 5.0), (5.01, 5.0)], stroke(INK, 3.0));
        scene.line(vec![(5.0, 5.0), (5.0, 5.0), (30.0, 5.0)], dashed(INK, 2.0, 3.0, 2.0));
        scene.area(vec![(1.0, 1.0), (1.0, 1.0), (1.0, 1.0)], INK, 0.5);
        scene.area(vec![(-1e300, -1e300), (1e300, -1e300), (1e300, 1e300)], INK, 0.5);
        scene.hatch(&[(-1e300, -1e300), (1e300, -1e300), (1e300, 1e300)], INK, 5.0, true);
        assert!(draw(&scene, &Fallbacks::default(), "").is_ok());
    }
}

//! A scene as PNG through plotters' bitmap backend.
//!
//! The backend fills polygons without smoothing, so the scene is drawn at four times its size and averaged down
//! to two, in at most 256 colours. A whole chart of that size would take more memory than ten million customers do, so
//! it is drawn band by band. Text is drawn glyph by glyph, each from the first font that has it.

use ab_glyph::{Font, Glyph, PxScale, point};
use plotters::backend::BitMapBackend;
use plotters::style::{Color, RGBColor, ShapeStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind, rasterizer};

use super::fonts::Fallbacks;
use super::palette::{Indexed, of_scene, reduce};
use super::scene::{Anchor, Rgb, Scene, Shape, Text, Xy, pieces};
use crate::report::words::width::{embedded, width};

/// Size of the PNG over the size of the scene.
const ZOOM: usize = 2;
/// Pixels averaged in each direction.
const SMOOTH: usize = 2;

/// Pixels drawn in each direction for one of the scene.
const SCALE: f64 = (ZOOM * SMOOTH) as f64;
/// Rows drawn at a time, before averaging: 6 MB of a chart 960 pixels wide.
const BAND: usize = 512;

/// How far outside of the picture a point may lie [px].
const BEYOND: f64 = 200.0;

/// A canvas of the whole picture, of which only some rows are kept. Shapes are worked out in the whole picture, so that
/// where it is cut leaves no trace.
struct Band<'a> {
    kept: BitMapBackend<'a>,
    /// Size of the whole picture [px].
    size: (u32, u32),
    /// First row kept.
    top: i32,
}

impl DrawingBackend for Band<'_> {
    type ErrorType = <BitMapBackend<'static> as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.kept.ensure_prepared()
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.kept.present()
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.kept.draw_pixel((at.0, at.1 - self.top), color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        // Areas are filled by such lines; the bitmap fills them at once.
        if style.stroke_width() == 1 && (from.0 == to.0 || from.1 == to.1) {
            return self.kept.draw_line((from.0, from.1 - self.top), (to.0, to.1 - self.top), style);
        }
        rasterizer::draw_line(self, from, to, style)
    }
}

impl Band<'_> {
    /// Pixels of the picture. What lies outside is moved to just outside, since the backend visits every pixel of a
    /// shape, seen or not.
    fn place(&self, points: &[Xy]) -> Vec<(i32, i32)> {
        let near = |value: f64, size: u32| (value * SCALE).clamp(-BEYOND, f64::from(size) + BEYOND).round() as i32;
        points.iter().map(|(x, y)| (near(*x, self.size.0), near(*y, self.size.1))).collect()
    }

    /// Whether something between two heights of the scene may leave ink in the band.
    fn meets(&self, top: f64, bottom: f64) -> bool {
        // Pixels of the scene, for what is rounded and for the outline of text.
        let slack = 4.0;
        let rows = (f64::from(self.top), f64::from(self.top) + f64::from(self.kept.get_size().1));
        (bottom + slack) * SCALE >= rows.0 && (top - slack) * SCALE <= rows.1
    }
}

/// The scene as PNG bytes; `note` (seed, version and so on) is kept in the file.
///
/// # Errors
/// When the backend or the encoder refuses, which a scene of sane size does not cause.
pub(crate) fn draw(scene: &Scene, fonts: &Fallbacks, note: &str) -> Result<Vec<u8>, String> {
    draw_in_bands(scene, fonts, note, BAND)
}

/// `band`: rows drawn at a time, an even number.
fn draw_in_bands(scene: &Scene, fonts: &Fallbacks, note: &str, band: usize) -> Result<Vec<u8>, String> {
    let size = |length: f64| length.ceil() as usize * ZOOM * SMOOTH;
    let (wide, high) = (size(scene.width), size(scene.height));
    let (out_wide, out_high) = (wide / SMOOTH, high / SMOOTH);
    let mut smooth = vec![255_u8; out_wide * out_high * 3];
    let mut pixels = vec![255_u8; wide * high.min(band) * 3];
    for (from, out) in (0..high).step_by(band).zip(smooth.chunks_mut(out_wide * band / SMOOTH * 3)) {
        let rows = band.min(high - from);
        let pixels = &mut pixels[..wide * rows * 3];
        pixels.fill(255);
        let mut canvas = Band {
            kept: BitMapBackend::with_buffer(pixels, (wide as u32, rows as u32)),
            size: (wide as u32, high as u32),
            top: from as i32,
        };
        for shape in &scene.shapes {
            draw_shape(&mut canvas, shape, fonts).map_err(|error| format!("draw `{}`: {error}", scene.id))?;
        }
        canvas.present().map_err(|error| format!("draw `{}`: {error}", scene.id))?;
        drop(canvas);
        average(pixels, wide, out);
    }
    drop(pixels);
    let picture = reduce(&smooth, &of_scene(scene));
    encode(picture, out_wide as u32, out_high as u32, &scene.title, note)
        .map_err(|error| format!("encode `{}`: {error}", scene.id))
}

fn colour((r, g, b): Rgb) -> RGBColor {
    RGBColor(r, g, b)
}

/// Top and bottom of some points.
fn heights(points: &[Xy]) -> (f64, f64) {
    points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(top, bottom), (_, y)| (top.min(*y), bottom.max(*y)))
}

fn draw_shape(canvas: &mut Band<'_>, shape: &Shape, fonts: &Fallbacks) -> Result<(), String> {
    let (top, bottom) = match shape {
        Shape::Area { points, .. } => heights(points),
        Shape::Line { points, stroke } => {
            let (top, bottom) = heights(points);
            // A corner may stick out by four times half the width.
            (top - 2.0 * stroke.width, bottom + 2.0 * stroke.width)
        }
        Shape::Disc { at, radius, stroke, .. } => {
            (at.1 - radius - stroke.width / 2.0, at.1 + radius + stroke.width / 2.0)
        }
        // Twice the em holds what any script puts above and below its line.
        Shape::Text(text) => (text.at.1 - 2.0 * text.size, text.at.1 + 2.0 * text.size),
    };
    if !canvas.meets(top, bottom) {
        return Ok(());
    }
    let drawn = match shape {
        Shape::Area { points, rgb, opacity } => {
            let placed = canvas.place(points);
            canvas.fill_polygon(placed, &colour(*rgb).mix(*opacity))
        }
        Shape::Line { points, stroke } => {
            let style =
                ShapeStyle::from(&colour(stroke.rgb)).stroke_width((stroke.width * SCALE).round().max(1.0) as u32);
            pieces(points, stroke.dash).iter().try_for_each(|piece| {
                let mut placed = canvas.place(piece);
                // A repeated corner would make the thick line divide by zero.
                placed.dedup();
                if placed.len() > 1 { canvas.draw_path(placed, &style) } else { Ok(()) }
            })
        }
        Shape::Disc { at, radius, fill, stroke } => {
            let centre = canvas.place(&[*at])[0];
            let outer = ((radius + stroke.width / 2.0) * SCALE).round() as u32;
            let inner = ((radius - stroke.width / 2.0) * SCALE).round().max(0.0) as u32;
            canvas
                .draw_circle(centre, outer, &colour(stroke.rgb), true)
                .and_then(|()| canvas.draw_circle(centre, inner, &colour(*fill), true))
        }
        Shape::Text(text) => return draw_text(canvas, text, fonts),
    };
    drawn.map_err(|error| error.to_string())
}

fn draw_text(canvas: &mut Band<'_>, text: &Text, fonts: &Fallbacks) -> Result<(), String> {
    let start = match text.anchor {
        Anchor::Start => text.at.0,
        Anchor::Middle => text.at.0 - width(&text.content, text.size, text.bold) / 2.0,
        Anchor::End => text.at.0 - width(&text.content, text.size, text.bold),
    };
    let origin = (start * SCALE, text.at.1 * SCALE);
    if text.halo {
        let reach = 2.0 * SCALE;
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
            draw_run(canvas, text, (origin.0 + dx, origin.1 + dy), (255, 255, 255), fonts)?;
        }
    }
    draw_run(canvas, text, origin, text.rgb, fonts)
}

fn draw_run(canvas: &mut Band<'_>, text: &Text, origin: Xy, rgb: Rgb, fonts: &Fallbacks) -> Result<(), String> {
    let mut x = origin.0;
    let own = embedded(text.bold);
    for c in text.content.chars() {
        let at = (x, origin.1);
        let size = text.size * SCALE;
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

fn draw_glyph(canvas: &mut Band<'_>, font: &impl Font, c: char, at: Xy, size: f64, rgb: Rgb) -> Result<(), String> {
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

/// Averages squares of two by two pixels of white paper and ink into white paper.
fn average(pixels: &[u8], wide: usize, out: &mut [u8]) {
    const { assert!(SMOOTH == 2 && BAND.is_multiple_of(SMOOTH), "the sums below are of two rows and two columns") };
    for (y, row) in out.chunks_exact_mut(wide / SMOOTH * 3).enumerate() {
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
    use crate::report::draw::scene::{INK, dashed, stroke};

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
    fn where_the_bands_are_cut_leaves_no_trace() {
        let mut scene = scene();
        scene.area(vec![(3.0, 2.0), (37.0, 9.0), (20.0, 28.0)], (0, 114, 178), 0.4);
        scene.line(vec![(1.0, 29.0), (12.0, 3.0), (14.0, 26.0), (39.0, 1.0)], stroke(INK, 2.5));
        scene.line(vec![(2.0, 4.0), (38.0, 27.0)], dashed((213, 94, 0), 1.5, 3.0, 2.0));
        scene.disc((28.0, 17.0), 6.0, (255, 0, 0), stroke(INK, 1.0));
        scene.text(Text::new((6.0, 19.0), 14.0, "Ågj").bold().halo());
        let whole = draw_in_bands(&scene, &Fallbacks::default(), "", 1 << 20).expect("drawn");
        for band in [2, 6, 50] {
            let cut = draw_in_bands(&scene, &Fallbacks::default(), "", band).expect("drawn");
            assert!(cut == whole, "bands of {band} rows");
        }
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

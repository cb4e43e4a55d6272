//! Determines whether anything in a picture is sharp.
//!
//! Where an edge or a texture is sharp, fine details are as strong as coarser ones; where it is blurred, they are
//! missing, whatever the contrast. Motion blurs in one direction only, so each direction is examined. Noise is
//! strongest in the finest details, so it is estimated from them and subtracted.

use image::RgbImage;

use super::raster::luma;

/// The sharpness below which a person sees a blur.
pub(super) const BLURRED_BELOW: f32 = 0.85;

/// The number of pixels on each side of a block.
const BLOCK: usize = 32;
/// The standard deviations, in pixels, of the blurs that separate the bands of detail: finest, fine and coarse.
const SIGMAS: [f32; 3] = [1.0, 2.0, 4.0];
/// The power that white noise leaves in the fine and in the coarse band, as a share of its power in the finest band.
const NOISE: [f32; 2] = [0.0435, 0.0041];
/// The number of directions examined, over half a turn.
const DIRECTIONS: usize = 8;
/// The minimum power of coarse detail for a block to count: that of a sharp edge of about 7 levels through a block. An
/// encoder's noise is weaker. If too few blocks reach the first value, the second is used.
const MIN_POWER: [f32; 2] = [0.2, 0.05];
/// The same minimum as a share of the strongest block's power. An encoder's artefacts beside strong edges are weaker.
const MIN_POWER_SHARE: f32 = 0.01;
/// The share of the counted blocks that must be sharp.
const SHARP_SHARE: f32 = 0.03;
/// The minimum number of blocks that must be sharp.
const MIN_SHARP_BLOCKS: usize = 2;
/// The minimum number of blocks for telling whether a direction is blurred.
const MIN_DIRECTION_BLOCKS: usize = 8;

/// Returns the sharpness of pixels; see [`Measures::sharpness`](super::Measures::sharpness).
pub(super) fn sharpness(pixels: &RgbImage) -> Option<f32> {
    let blocks: Vec<Detail> = blocks(pixels).into_iter().filter_map(Detail::of).collect();
    let strongest = blocks
        .iter()
        .map(|detail| detail.coarse.total())
        .fold(0.0, f32::max);
    MIN_POWER.into_iter().find_map(|min_power| {
        let min_power = min_power.max(strongest * MIN_POWER_SHARE);
        softest_direction(
            blocks
                .iter()
                .filter(|detail| detail.coarse.total() >= min_power),
        )
    })
}

/// Returns the sharpness of the sharpest blocks, in the direction in which they are softest, or `None` if there are too
/// few blocks.
fn softest_direction<'a>(blocks: impl Iterator<Item = &'a Detail> + Clone) -> Option<f32> {
    let overall = sharpest_ratio(
        blocks.clone().map(|detail| detail.ratio(Slopes::total)),
        MIN_SHARP_BLOCKS,
    )?;
    (0..DIRECTIONS)
        .map(|i| std::f32::consts::PI * i as f32 / DIRECTIONS as f32)
        .filter_map(|angle| {
            let along = |slopes: &Slopes| slopes.power(angle);
            // Detail across a motion stays sharp and contributes a little along it, so only blocks with most of their
            // detail along the motion count.
            let relevant = blocks
                .clone()
                .filter(|detail| along(&detail.coarse) >= detail.coarse.total() / 2.0);
            sharpest_ratio(
                relevant.map(|detail| detail.ratio(along)),
                MIN_DIRECTION_BLOCKS,
            )
        })
        .chain([overall])
        .min_by(f32::total_cmp)
}

/// Returns the ratio of fine to coarse detail that the sharpest blocks reach, or `None` if there are fewer than
/// `min_blocks` blocks.
fn sharpest_ratio(ratios: impl Iterator<Item = f32>, min_blocks: usize) -> Option<f32> {
    let mut ratios: Vec<f32> = ratios.collect();
    if ratios.len() < min_blocks {
        return None;
    }
    ratios.sort_by(|a, b| b.total_cmp(a));
    let position = ((ratios.len() as f32 * SHARP_SHARE) as usize).max(MIN_SHARP_BLOCKS);
    ratios.get(position - 1).copied()
}

/// The fine and coarse detail in a block, without the share of noise.
struct Detail {
    fine: Slopes,
    coarse: Slopes,
}

impl Detail {
    /// Subtracts the noise. Returns `None` if the coarse detail is no stronger than the noise that may remain in the
    /// fine band, since noise is never quite even.
    fn of([finest, fine, coarse]: [Slopes; 3]) -> Option<Detail> {
        let coarse = coarse.without(finest, NOISE[1]);
        let residual_noise = NOISE[0] * finest.total() / 2.0;
        (coarse.total() > residual_noise).then(|| Detail {
            fine: fine.without(finest, NOISE[0]),
            coarse,
        })
    }

    fn ratio(&self, power: impl Fn(&Slopes) -> f32) -> f32 {
        power(&self.fine).max(0.0) / power(&self.coarse)
    }
}

/// The mean products of the slopes across and down in a block, which give the strength of detail in any direction.
#[derive(Clone, Copy, Default)]
struct Slopes {
    across: f32,
    both: f32,
    down: f32,
}

impl Slopes {
    fn power(&self, angle: f32) -> f32 {
        let (sin, cos) = angle.sin_cos();
        cos * cos * self.across + 2.0 * sin * cos * self.both + sin * sin * self.down
    }

    /// Returns the power in all directions together.
    fn total(&self) -> f32 {
        self.across + self.down
    }

    fn without(self, noise: Slopes, share: f32) -> Slopes {
        Slopes {
            across: self.across - share * noise.across,
            both: self.both - share * noise.both,
            down: self.down - share * noise.down,
        }
    }
}

/// Returns the slopes in each band for each block. Incomplete blocks at the edges are left out.
fn blocks(pixels: &RgbImage) -> Vec<[Slopes; 3]> {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let (columns, rows) = (width / BLOCK, height / BLOCK);
    let mut blocks = vec![[Slopes::default(); 3]; columns * rows];
    let mut layer: Vec<f32> = pixels
        .pixels()
        .map(|pixel| luma(pixel.0.map(f32::from)))
        .collect();
    let mut sigma = 0.0;
    for (band, next) in SIGMAS.into_iter().enumerate() {
        let added_sigma = f32::sqrt(next * next - sigma * sigma);
        let blurred = gaussian_blur(&layer, width, added_sigma);
        let detail: Vec<f32> = layer.iter().zip(&blurred).map(|(a, b)| a - b).collect();
        for (i, block) in blocks.iter_mut().enumerate() {
            let corner = i / columns * BLOCK * width + i % columns * BLOCK;
            block[band] = slopes(&detail[corner..], width);
        }
        (layer, sigma) = (blurred, next);
    }
    blocks
}

/// Returns the slopes in the block at the start of `detail`.
fn slopes(detail: &[f32], width: usize) -> Slopes {
    let mut sums = Slopes::default();
    for y in 1..BLOCK - 1 {
        for x in 1..BLOCK - 1 {
            let i = y * width + x;
            let across = (detail[i + 1] - detail[i - 1]) / 2.0;
            let down = (detail[i + width] - detail[i - width]) / 2.0;
            sums.across += across * across;
            sums.both += across * down;
            sums.down += down * down;
        }
    }
    let count = ((BLOCK - 2) * (BLOCK - 2)) as f32;
    Slopes {
        across: sums.across / count,
        both: sums.both / count,
        down: sums.down / count,
    }
}

/// Returns the layer after a Gaussian blur, across and then down.
fn gaussian_blur(layer: &[f32], width: usize, sigma: f32) -> Vec<f32> {
    let radius = (sigma * 3.0).ceil() as usize;
    let weights: Vec<f32> = (0..=2 * radius)
        .map(|i| (i as f32 - radius as f32) / sigma)
        .map(|offset| (-offset * offset / 2.0).exp())
        .collect();
    let sum: f32 = weights.iter().sum();
    let weights: Vec<f32> = weights.iter().map(|weight| weight / sum).collect();

    // Sums run over whole rows, so that a processor adds several pixels at a time.
    let mut across = vec![0.0; layer.len()];
    let mut padded = vec![0.0; width + 2 * radius];
    for (row, blurred) in layer
        .chunks_exact(width)
        .zip(across.chunks_exact_mut(width))
    {
        padded[radius..radius + width].copy_from_slice(row);
        padded[..radius].fill(row[0]);
        padded[radius + width..].fill(row[width - 1]);
        for (i, &weight) in weights.iter().enumerate() {
            add(blurred, &padded[i..], weight);
        }
    }
    let height = across.len() / width.max(1);
    let mut down = vec![0.0; across.len()];
    for (y, row) in down.chunks_exact_mut(width).enumerate() {
        for (i, &weight) in weights.iter().enumerate() {
            let from = (y + i).saturating_sub(radius).min(height - 1) * width;
            add(row, &across[from..], weight);
        }
    }
    down
}

fn add(row: &mut [f32], values: &[f32], weight: f32) {
    for (sum, value) in row.iter_mut().zip(values) {
        *sum += weight * value;
    }
}

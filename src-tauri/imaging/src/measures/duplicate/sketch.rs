//! Compares pictures roughly, and fast enough to compare all pairs of thousands of pictures.

use crate::measures::placement::Placement;
use crate::measures::raster::Plane;

/// The number of cells on each side of a sketch.
const CELLS: usize = 8;
const AREA: usize = CELLS * CELLS;
/// The number of samples on each side of a cell.
const SAMPLES: usize = 3;

/// The shares of a side at which a crop begins and ends. A slight crop that is not listed is similar enough to the
/// nearest listed one to be recognised.
const CROPS: [[f32; 2]; 4] = [[0.0, 1.0], [0.05, 1.0], [0.0, 0.95], [0.05, 0.95]];

/// The length to which the vector of cells is scaled. Its numbers then fit in 16 bits, so that a processor can multiply
/// eight at a time.
const VECTOR_LENGTH: f32 = 16384.0;

/// The minimum similarity, up to 1, between a whole picture and its slight crop.
const MIN_SIMILARITY: f32 = 0.35;

/// The maximum spread of the lumas of a picture that shows only the encoder's noise, in levels.
const MAX_FLAT_SPREAD: f32 = 1.0;

/// A picture and its slight crops, each as a few cells of luma, normalised in brightness and contrast.
pub(super) struct Sketch {
    crops: Vec<[i16; AREA]>,
}

impl Sketch {
    /// Returns the sketch of a picture, or `None` if the picture has no structure.
    pub(super) fn of(luma: &Plane) -> Option<Sketch> {
        let crops: Vec<_> = crops().filter_map(|crop| cells(luma, crop)).collect();
        (crops.len() == CROPS.len() * CROPS.len()).then_some(Sketch { crops })
    }

    /// Returns the similarity of two sketches, up to 1, under the assumption that one picture is a crop of the other,
    /// and their placement in that case. Returns `None` if they have nothing in common.
    pub(super) fn compare(&self, other: &Sketch) -> Option<(f32, Placement)> {
        let mut best = (i32::MIN, 0, false);
        let (whole, whole_other) = (&self.crops[0], &other.crops[0]);
        if (product(whole, whole_other) as f32) < MIN_SIMILARITY * VECTOR_LENGTH * VECTOR_LENGTH {
            return None;
        }
        for (i, (crop, other_crop)) in self.crops.iter().zip(&other.crops).enumerate() {
            best = best.max((product(crop, whole_other), i, false));
            best = best.max((product(whole, other_crop), i, true));
        }
        let (product, i, inverse) = best;
        let placement = crops().nth(i).unwrap_or(WHOLE);
        let placement = if inverse {
            placement.inverse()
        } else {
            placement
        };
        Some((product as f32 / (VECTOR_LENGTH * VECTOR_LENGTH), placement))
    }
}

const WHOLE: Placement = Placement {
    scale: [1.0, 1.0],
    shift: [0.0, 0.0],
};

/// Returns the placements of all crops. The whole picture comes first.
fn crops() -> impl Iterator<Item = Placement> {
    CROPS.iter().flat_map(|down| {
        CROPS
            .iter()
            .map(|across| Placement::of_part([across[0], down[0]], [across[1], down[1]]))
    })
}

fn cells(luma: &Plane, crop: Placement) -> Option<[i16; AREA]> {
    let part = crop.inverse();
    let samples = CELLS * SAMPLES;
    let mut cells = [0f32; AREA];
    for y in 0..samples {
        for x in 0..samples {
            // A place in the crop is always found, since it is at most half a pixel beyond the centres of the picture's
            // outer pixels.
            if let Some(spot) = part.locate(x, y, samples) {
                cells[y / SAMPLES * CELLS + x / SAMPLES] += spot.sample(luma);
            }
        }
    }
    let mean = cells.iter().sum::<f32>() / AREA as f32;
    let cells = cells.map(|cell| (cell - mean) / (SAMPLES * SAMPLES) as f32);
    let length = cells.iter().map(|cell| cell * cell).sum::<f32>().sqrt();
    let spread = length / CELLS as f32;
    (spread > MAX_FLAT_SPREAD).then(|| cells.map(|cell| (cell / length * VECTOR_LENGTH) as i16))
}

fn product(a: &[i16; AREA], b: &[i16; AREA]) -> i32 {
    a.iter()
        .zip(b)
        .map(|(&a, &b)| i32::from(a) * i32::from(b))
        .sum()
}

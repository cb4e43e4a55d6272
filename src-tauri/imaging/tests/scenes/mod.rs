//! Pictures computed from a seed, as complex as photos: textures, light, objects with shadows, and a subject. Scenes of
//! one family share everything except the subject and the camera position.

pub mod changes;

use image::{Rgb, RgbImage};

/// A pseudo-random number generator that returns the same numbers for the same seed (SplitMix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix_bits(self.0)
    }

    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    fn colour(&mut self) -> Colour {
        let base = self.between(20.0, 200.0);
        [(); 3].map(|()| (base + self.between(-60.0, 60.0)).clamp(5.0, 250.0))
    }
}

fn mix_bits(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

type Colour = [f32; 3];

fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    [0, 1, 2].map(|c| a[c] + (b[c] - a[c]) * share)
}

/// Returns 1/f noise: octaves of value noise, each 0.6 times as strong and twice as fine as the previous one. The
/// values are from about -1 to 1.
fn texture(seed: u64, x: f32, y: f32, octaves: u32) -> f32 {
    let (mut sum, mut strength, mut scale) = (0.0, 0.6, 1.0);
    for octave in 0..octaves {
        sum += strength * noise(seed + u64::from(octave), x * scale, y * scale);
        strength *= 0.6;
        scale *= 2.0;
    }
    sum
}

fn noise(seed: u64, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (right, below) = (ease(x - left), ease(y - top));
    let corner = |dx: f32, dy: f32| {
        let (x, y) = ((left + dx) as i64 as u64, (top + dy) as i64 as u64);
        let hash =
            mix_bits(seed.wrapping_mul(0x51_7C_C1) ^ x.wrapping_mul(0x2545_F491) ^ (y << 32));
        (hash >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    };
    let upper = corner(0.0, 0.0) * (1.0 - right) + corner(1.0, 0.0) * right;
    let lower = corner(0.0, 1.0) * (1.0 - right) + corner(1.0, 1.0) * right;
    upper * (1.0 - below) + lower * below
}

#[derive(Clone)]
struct Thing {
    round: bool,
    centre: [f32; 2],
    half: [f32; 2],
    /// The sine and cosine of the angle.
    angle: (f32, f32),
    colour: Colour,
    roughness: f32,
    stripes: f32,
}

impl Thing {
    fn random(random: &mut Random, aspect: f32) -> Thing {
        let size = random.between(0.04, 0.16);
        Thing {
            round: random.next().is_multiple_of(2),
            centre: [random.between(0.0, aspect), random.between(0.1, 1.0)],
            half: [size, size * random.between(0.5, 2.0)],
            angle: random.between(-0.5, 0.5).sin_cos(),
            colour: random.colour(),
            roughness: random.between(0.0, 25.0),
            stripes: [0.0, 0.0, 60.0, 110.0][(random.next() % 4) as usize],
        }
    }

    /// Returns the approximate distance to the edge, negative inside.
    fn distance(&self, x: f32, y: f32) -> f32 {
        let (sin, cos) = self.angle;
        let (x, y) = (x - self.centre[0], y - self.centre[1]);
        let (x, y) = ((x * cos + y * sin).abs(), (y * cos - x * sin).abs());
        if self.round {
            ((x / self.half[0]).hypot(y / self.half[1]) - 1.0) * self.half[0].min(self.half[1])
        } else {
            (x - self.half[0]).max(y - self.half[1])
        }
    }

    fn paint(&self, under: Colour, x: f32, y: f32, seed: u64, pixel: f32) -> Colour {
        let shade = self.distance(x - 0.015, y - 0.02);
        let shade = (1.0 - shade / 0.02).clamp(0.0, 1.0) * 0.45;
        let under = under.map(|level| level * (1.0 - shade));
        let cover = (0.5 - self.distance(x, y) / pixel).clamp(0.0, 1.0);
        if cover == 0.0 {
            return under;
        }
        let light =
            1.0 - (y - self.centre[1] + x - self.centre[0]) / (self.half[0] + self.half[1]) * 0.35;
        let grain = texture(seed, x * 40.0, y * 40.0, 3) * self.roughness;
        let stripe = if self.stripes > 0.0 && (x * self.stripes).sin() > 0.3 {
            -35.0
        } else {
            0.0
        };
        mix(
            under,
            self.colour.map(|level| level * light + grain + stripe),
            cover,
        )
    }
}

/// The properties that all scenes of a family share.
pub struct Family {
    seed: u64,
    aspect: f32,
    horizon: f32,
    above: [Colour; 2],
    below: [Colour; 2],
    scales: [f32; 2],
    roughness: [f32; 2],
    lamp: [f32; 3],
    things: Vec<Thing>,
}

/// The subject and the camera position of one picture of a family.
pub struct Scene {
    subject: Vec<Thing>,
    /// The camera's offset to the right and down, as fractions of the height, and its magnification.
    camera: [f32; 3],
}

impl Family {
    pub fn new(seed: u64) -> Family {
        let mut random = Random::new(seed);
        let aspect = [1.5, 1.333, 1.0, 0.75, 0.8, 1.25][(random.next() % 6) as usize];
        let things = 4 + random.next() % 8;
        Family {
            seed: random.next() >> 8,
            aspect,
            horizon: random.between(0.3, 0.75),
            above: [random.colour(), random.colour()],
            below: [random.colour(), random.colour()],
            scales: [random.between(1.5, 6.0), random.between(3.0, 14.0)],
            roughness: [random.between(5.0, 45.0), random.between(20.0, 60.0)],
            lamp: [
                random.between(0.0, aspect),
                random.between(0.0, 0.5),
                random.between(-20.0, 70.0),
            ],
            things: (0..things)
                .map(|_| Thing::random(&mut random, aspect))
                .collect(),
        }
    }

    /// Returns a scene of this family with a new subject.
    pub fn scene(&self, seed: u64) -> Scene {
        let mut random = Random::new(self.seed ^ (seed << 20));
        let centre = [
            self.aspect * random.between(0.3, 0.7),
            random.between(0.5, 0.65),
        ];
        let camera = [
            random.between(-0.03, 0.03),
            random.between(-0.03, 0.03),
            random.between(0.97, 1.05),
        ];
        Scene {
            subject: subject(&mut random, centre),
            camera,
        }
    }

    /// Returns the next picture of a burst: the camera stays, and the subject moves by `distance` times the picture's
    /// height.
    pub fn burst(&self, scene: &Scene, distance: f32) -> Scene {
        let mut subject = scene.subject.clone();
        let middle = self.aspect / 2.0;
        for thing in &mut subject {
            thing.centre[0] += if scene.subject[0].centre[0] > middle {
                -distance
            } else {
                distance
            };
        }
        Scene { subject, ..*scene }
    }

    /// Returns the position of the subject's centre, as fractions of the height.
    pub fn focus(&self, scene: &Scene) -> [f32; 2] {
        let [right, down, zoom] = scene.camera;
        let [x, y] = scene.subject[2].centre;
        let middle = self.aspect / 2.0;
        [
            (x - middle - right) * zoom + middle,
            (y - 0.5 - down) * zoom + 0.5,
        ]
    }

    fn size(&self) -> (u32, u32) {
        let longer = 512.0;
        let (width, height) = (longer * self.aspect.min(1.0), longer / self.aspect.max(1.0));
        (width as u32, height as u32)
    }

    pub fn draw(&self, scene: &Scene) -> RgbImage {
        let (width, height) = self.size();
        let [right, down, zoom] = scene.camera;
        let pixel = 1.0 / height as f32 / zoom;
        RgbImage::from_fn(width, height, |column, row| {
            let x = (column as f32 + 0.5 - width as f32 / 2.0) * pixel + self.aspect / 2.0 + right;
            let y = (row as f32 + 0.5 - height as f32 / 2.0) * pixel + 0.5 + down;
            let mut colour = self.backdrop(x, y, pixel);
            for (i, thing) in self.things.iter().chain(&scene.subject).enumerate() {
                colour = thing.paint(colour, x, y, self.seed + i as u64, pixel);
            }
            Rgb(colour.map(|level| level.clamp(0.0, 255.0) as u8))
        })
    }

    fn backdrop(&self, x: f32, y: f32, pixel: f32) -> Colour {
        let waves = texture(self.seed + 77, x * 3.0, 0.0, 3) * 0.04;
        let part = ((y - self.horizon - waves) / pixel + 0.5).clamp(0.0, 1.0);
        let side = |colours: [Colour; 2], scale: f32, roughness: f32, seed: u64| {
            let grain = texture(seed, x * scale, y * scale, 6);
            let tint = texture(seed + 9, x * 1.7, y * 1.7, 2);
            let colour = mix(colours[0], colours[1], y + 0.3 * tint);
            colour.map(|level| level + grain * roughness)
        };
        let above = || side(self.above, self.scales[0], self.roughness[0], self.seed);
        let below = || {
            side(
                self.below,
                self.scales[1],
                self.roughness[1],
                self.seed + 40,
            )
        };
        let colour = match part {
            0.0 => above(),
            1.0 => below(),
            part => mix(above(), below(), part),
        };
        let [lamp_x, lamp_y, glow] = self.lamp;
        let lamp = glow * (-((x - lamp_x).powi(2) + (y - lamp_y).powi(2)) * 8.0).exp();
        colour.map(|level| level + lamp)
    }
}

/// Returns a body, a head and details on them.
fn subject(random: &mut Random, centre: [f32; 2]) -> Vec<Thing> {
    let height = random.between(0.14, 0.28);
    let mut part = |right: f32, down: f32, half_width: f32, half_height: f32| Thing {
        round: !random.next().is_multiple_of(3),
        centre: [centre[0] + right * height, centre[1] + down * height],
        half: [half_width * height, half_height * height],
        angle: random.between(-0.3, 0.3).sin_cos(),
        colour: random.colour(),
        roughness: random.between(0.0, 20.0),
        stripes: [0.0, 0.0, 90.0][(random.next() % 3) as usize],
    };
    vec![
        part(0.0, 0.6, 0.55, 0.8),
        part(0.5, 0.4, 0.15, 0.5),
        part(0.0, -0.4, 0.45, 0.45),
        part(-0.2, -0.5, 0.1, 0.1),
        part(0.2, -0.5, 0.1, 0.1),
    ]
}

/// Returns distinct pictures with very little content: colours, gradients, signs.
pub fn graphics(seed: u64) -> Vec<RgbImage> {
    let mut random = Random::new(seed);
    let mut graphics = Vec::new();
    let paint = |from: Colour, to: Colour, share: &dyn Fn(f32, f32) -> f32| {
        RgbImage::from_fn(400, 300, |x, y| {
            let share = share(x as f32 / 400.0, y as f32 / 300.0).clamp(0.0, 1.0);
            Rgb(mix(from, to, share).map(|level| level as u8))
        })
    };
    for i in 0..4 {
        let shade = 40.0 + 55.0 * i as f32;
        let flat = [shade, random.between(20.0, 230.0), 255.0 - shade];
        graphics.push(paint(flat, flat, &|_, _| 0.0));
    }
    let (dark, light) = (
        random.colour().map(|level| level / 2.0),
        [235.0, 225.0, 240.0],
    );
    graphics.push(paint(dark, light, &|x, _| x));
    graphics.push(paint(light, dark, &|x, _| x));
    graphics.push(paint(dark, light, &|_, y| y));
    graphics.push(paint(dark, light, &|x, y| (x + y) / 2.0));
    graphics.push(paint(dark, light, &|x, y| (x - 0.5).hypot(y - 0.5)));
    let sign = |inside: &dyn Fn(f32, f32) -> bool| {
        paint(light, dark, &|x, y| {
            f32::from(u8::from(inside(x - 0.5, y - 0.5)))
        })
    };
    graphics.push(sign(&|x, y| x.hypot(y) < 0.2));
    graphics.push(sign(&|x, y| x.abs().max(y.abs()) < 0.2));
    graphics.push(sign(&|x, y| x.abs() < 0.2 && y.abs() < 0.05));
    graphics.push(sign(&|x, y| (x - 0.2).hypot(y) < 0.2));
    graphics.push(sign(&|x, y| (0.12..0.2).contains(&x.hypot(y))));
    graphics
}

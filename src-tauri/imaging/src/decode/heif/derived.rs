//! Reads the descriptions of pictures that are made of other pictures: grids and overlays (ISO/IEC 23008-12, section
//! 6.6.2).

use std::io::{BufRead, Seek};

use localization::message;

use super::bytes::{Bytes, damaged};
use super::container::Container;
use crate::Problem;

/// The maximum number of bytes that are read of a description. The largest overlay has 65,535 parts with an offset of 8
/// bytes each.
const MAX_DESCRIPTION: u64 = 1 << 20;

/// A picture made of tiles of equal size, in rows and columns.
pub(super) struct Grid {
    pub columns: u32,
    pub size: (u32, u32),
}

impl Grid {
    pub(super) fn read(
        container: &Container,
        id: u32,
        file: &mut (impl BufRead + Seek),
    ) -> Result<Grid, Problem> {
        let data = container.start_of_data(id, file, MAX_DESCRIPTION)?;
        let mut data = Bytes(&data);
        data.u8()?; // version
        let wide = data.u8()? & 1 == 1;
        let (rows, columns) = (u32::from(data.u8()?) + 1, u32::from(data.u8()?) + 1);
        let size = (data.id(wide)?, data.id(wide)?);
        if container.parts(id).len() as u64 != u64::from(rows) * u64::from(columns) {
            return Err(Problem::broken(message!("images-broken-tiles-missing")));
        }
        Ok(Grid { columns, size })
    }

    /// Refuses `count` tiles of the size `tile` if they don't fill the picture, or if a whole row or column is outside
    /// it.
    pub(super) fn check_tiles(&self, tile: (u32, u32), count: usize) -> Result<(), Problem> {
        let rows = count as u64 / u64::from(self.columns);
        let fills = |count: u64, tile: u32, whole: u32| {
            let (tile, whole) = (u64::from(tile), u64::from(whole));
            count * tile >= whole && (count - 1) * tile < whole
        };
        match fills(u64::from(self.columns), tile.0, self.size.0)
            && fills(rows, tile.1, self.size.1)
        {
            true => Ok(()),
            false => Err(Problem::broken(message!("images-broken-tiles-gaps"))),
        }
    }
}

/// A picture made of pictures laid over one another on a canvas.
pub(super) struct Overlay {
    /// The canvas's red, green, blue and opacity, with 16 bits per channel.
    pub fill: [u16; 4],
    pub size: (u32, u32),
    /// The offset of each part to the right and down, in pixels.
    pub offsets: Vec<(i32, i32)>,
}

impl Overlay {
    pub(super) fn read(
        container: &Container,
        id: u32,
        file: &mut (impl BufRead + Seek),
    ) -> Result<Overlay, Problem> {
        let data = container.start_of_data(id, file, MAX_DESCRIPTION)?;
        let mut data = Bytes(&data);
        data.u8()?; // version
        let wide = data.u8()? & 1 == 1;
        let fill = [data.u16()?, data.u16()?, data.u16()?, data.u16()?];
        let size = (data.id(wide)?, data.id(wide)?);
        let mut offset = || -> Result<i32, Problem> {
            Ok(match wide {
                true => data.u32()? as i32,
                false => i32::from(data.u16()? as i16),
            })
        };
        let parts = container.parts(id);
        if parts.is_empty() {
            return Err(damaged());
        }
        let offsets = parts.iter().map(|_| Ok((offset()?, offset()?)));
        Ok(Overlay {
            fill,
            size,
            offsets: offsets.collect::<Result<_, Problem>>()?,
        })
    }
}

//! Reads big-endian numbers and boxes from a slice (ISO/IEC 14496-12, section 4.2).

use localization::message;

use crate::Problem;

/// A four-character code, such as the name of a box.
pub(super) type FourCc = [u8; 4];

pub(super) fn damaged() -> Problem {
    Problem::broken(message!("images-broken-container"))
}

/// The unread part of a slice. Reading past its end is a [`Problem::Broken`].
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Problem> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    /// Reads a number of up to eight bytes. A number of zero bytes is 0.
    pub(super) fn number(&mut self, bytes: usize) -> Result<u64, Problem> {
        Ok(self
            .take(bytes)?
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    pub(super) fn u8(&mut self) -> Result<u8, Problem> {
        Ok(self.number(1)? as u8)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Problem> {
        Ok(self.number(2)? as u16)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Problem> {
        Ok(self.number(4)? as u32)
    }

    pub(super) fn four_cc(&mut self) -> Result<FourCc, Problem> {
        self.take(4)?.try_into().map_err(|_| damaged())
    }

    /// Reads the version and flags of a full box.
    pub(super) fn version_and_flags(&mut self) -> Result<(u8, u32), Problem> {
        let value = self.u32()?;
        Ok(((value >> 24) as u8, value & 0x00FF_FFFF))
    }

    /// Reads an item's id: four bytes if `wide` is true, as in later versions of several boxes, and otherwise two.
    pub(super) fn id(&mut self, wide: bool) -> Result<u32, Problem> {
        Ok(self.number(if wide { 4 } else { 2 })? as u32)
    }

    /// Returns the next box's name and content, or `None` at the end.
    pub(super) fn next_box(&mut self) -> Result<Option<(FourCc, Bytes<'a>)>, Problem> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let size = self.u32()?;
        let name = self.four_cc()?;
        let content = match size {
            0 => self.0.len() as u64, // extends to the end
            1 => self.number(8)?.checked_sub(16).ok_or_else(damaged)?,
            _ => u64::from(size).checked_sub(8).ok_or_else(damaged)?,
        };
        let content = usize::try_from(content).map_err(|_| damaged())?;
        Ok(Some((name, Bytes(self.take(content)?))))
    }
}

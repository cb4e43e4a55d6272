//! Writes a note of how a picture was made into the picture's file, and reads it back. The note is an XMP packet, which
//! PNG, JPEG and WebP files can all hold. Other programs show the prompt in it as the picture's description.

use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::{CHUNK_VP8L, CHUNK_VP8X, CHUNK_XMP, WebP};
use img_parts::{Bytes, DynImage};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The bytes before the packet in a JPEG segment.
const JPEG_PREFIX: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// The bytes before the packet in a PNG chunk: its keyword, no compression, no language, no translated keyword.
const PNG_PREFIX: &[u8] = b"XML:com.adobe.xmp\0\0\0\0\0";

/// The type of a PNG chunk that holds text in UTF-8.
const ITXT: [u8; 4] = *b"iTXt";

/// The longest packet that is written into a JPEG segment, in bytes.
const MAX_JPEG_PACKET: usize = 65_000;

/// The bits of a WebP's extended header that announce XMP and transparency.
const WEBP_XMP: u8 = 0b0000_0100;
const WEBP_ALPHA: u8 = 0b0001_0000;

/// The note of how a picture was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// `owner/name:version`.
    pub(crate) version: String,
    /// The model's whole input, which includes the seed if the model takes one.
    pub(crate) input: Map<String, Value>,
    /// The picture's index among the prediction's pictures, from 0.
    pub(crate) picture: u32,
}

/// Returns the file with the note in it, or unchanged if it can't hold the note.
pub(crate) fn write(file: &[u8], note: &Note) -> Vec<u8> {
    insert(file, note).unwrap_or_else(|| file.to_vec())
}

fn insert(file: &[u8], note: &Note) -> Option<Vec<u8>> {
    let packet = packet(note)?;
    let mut image = DynImage::from_bytes(Bytes::copy_from_slice(file)).ok()??;
    match &mut image {
        DynImage::Jpeg(jpeg) => insert_into_jpeg(jpeg, &packet)?,
        DynImage::Png(png) => insert_into_png(png, &packet),
        DynImage::WebP(webp) => insert_into_webp(webp, packet)?,
    }
    Some(image.encoder().bytes().to_vec())
}

fn insert_into_jpeg(jpeg: &mut Jpeg, packet: &str) -> Option<()> {
    if packet.len() > MAX_JPEG_PACKET {
        return None;
    }
    let contents = Bytes::from([JPEG_PREFIX, packet.as_bytes()].concat());
    let segment = JpegSegment::new_with_contents(markers::APP1, contents);
    // The file's own header must come first.
    let index = usize::from(!jpeg.segments().is_empty());
    jpeg.segments_mut().insert(index, segment);
    Some(())
}

fn insert_into_png(png: &mut Png, packet: &str) {
    let contents = Bytes::from([PNG_PREFIX, packet.as_bytes()].concat());
    let index = usize::from(!png.chunks().is_empty());
    png.chunks_mut()
        .insert(index, PngChunk::new(ITXT, contents));
}

fn insert_into_webp(webp: &mut WebP, packet: String) -> Option<()> {
    let data = |bytes: Vec<u8>| RiffContent::Data(Bytes::from(bytes));
    match webp.chunk_by_id(CHUNK_VP8X) {
        Some(header) => {
            let mut flags = header.content().data()?.to_vec();
            *flags.first_mut()? |= WEBP_XMP;
            let header = webp
                .chunks_mut()
                .iter_mut()
                .find(|chunk| chunk.id() == CHUNK_VP8X)?;
            *header.content_mut() = data(flags);
        }
        None => {
            let (width, height) = webp.dimensions()?;
            let transparent = webp
                .chunk_by_id(CHUNK_VP8L)
                .and_then(|chunk| chunk.content().data()?.get(4).copied())
                .is_some_and(|byte| byte & 0x10 != 0);
            let flags = WEBP_XMP | if transparent { WEBP_ALPHA } else { 0 };
            let mut header = vec![flags, 0, 0, 0];
            header.extend_from_slice(&(width.checked_sub(1)?).to_le_bytes()[..3]);
            header.extend_from_slice(&(height.checked_sub(1)?).to_le_bytes()[..3]);
            let header = RiffChunk::new(CHUNK_VP8X, data(header));
            webp.chunks_mut().insert(0, header);
        }
    }
    let note = RiffChunk::new(CHUNK_XMP, data(packet.into_bytes()));
    webp.chunks_mut().push(note);
    Some(())
}

/// Reads the note from a file. Returns `None` if the file has no note that Tintype wrote.
pub(crate) fn read(file: Vec<u8>) -> Option<Note> {
    let image = DynImage::from_bytes(Bytes::from(file)).ok()??;
    let packets: Vec<Bytes> = match &image {
        DynImage::Jpeg(jpeg) => jpeg
            .segments_by_marker(markers::APP1)
            .filter(|segment| segment.contents().starts_with(JPEG_PREFIX))
            .map(|segment| segment.contents().clone())
            .collect(),
        DynImage::Png(png) => png
            .chunks_by_type(ITXT)
            .map(|chunk| chunk.contents().clone())
            .collect(),
        DynImage::WebP(webp) => webp
            .chunks_by_id(CHUNK_XMP)
            .filter_map(|chunk| chunk.content().data().cloned())
            .collect(),
    };
    packets.iter().find_map(|packet| {
        let text = String::from_utf8_lossy(packet);
        let (_, rest) = text.split_once(r#"tintype:made=""#)?;
        let (json, _) = rest.split_once('"')?;
        serde_json::from_str(&unescape(json)).ok()
    })
}

/// Returns the note as XMP: the prompt as the description that other programs show, and the whole note as JSON in a
/// property of Tintype's own.
fn packet(note: &Note) -> Option<String> {
    let json = escape(&serde_json::to_string(note).ok()?);
    let prompt = note.input.get("prompt").and_then(Value::as_str);
    let prompt = escape(prompt.unwrap_or_default());
    Some(format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:tintype=\"urn:tintype:picture:1\" \
         xmp:CreatorTool=\"Tintype\" tintype:made=\"{json}\">\
         <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{prompt}</rdf:li></rdf:Alt></dc:description>\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    ))
}

/// Pairs of a character and its XML entity. `&` comes first, because every entity begins with it.
const ENTITIES: [(&str, &str); 5] = [
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ("\"", "&quot;"),
    ("\n", "&#10;"),
];

fn escape(text: &str) -> String {
    let mut text = text.to_owned();
    for (character, entity) in ENTITIES {
        text = text.replace(character, entity);
    }
    text
}

fn unescape(text: &str) -> String {
    let mut text = text.to_owned();
    for (character, entity) in ENTITIES.iter().rev() {
        text = text.replace(entity, character);
    }
    text
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_note_is_read_back_and_leaves_the_pixels_unchanged() {
        let picture = image::RgbImage::from_fn(33, 20, |x, y| image::Rgb([x as u8, y as u8, 7]));
        let input = json!({ "prompt": "TOK \"at\" sea & <land>\nnext line ✓ &quot;", "seed": 7 });
        let note = Note {
            version: "me/fox:abc".to_owned(),
            input: input.as_object().cloned().unwrap_or_default(),
            picture: 1,
        };
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let mut file = std::io::Cursor::new(Vec::new());
            assert!(picture.write_to(&mut file, format).is_ok());
            let file = file.into_inner();
            assert_eq!(read(file.clone()), None, "{format:?}");
            let with_note = write(&file, &note);
            assert_eq!(read(with_note.clone()), Some(note.clone()), "{format:?}");
            let pixels = |file: &[u8]| {
                image::load_from_memory(file)
                    .map(|image| image.to_rgb8())
                    .ok()
            };
            assert!(pixels(&with_note).is_some(), "{format:?}");
            assert_eq!(pixels(&with_note), pixels(&file), "{format:?}");
        }
        assert_eq!(write(b"no picture", &note), b"no picture");
    }
}

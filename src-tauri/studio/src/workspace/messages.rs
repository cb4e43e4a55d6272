//! The title and reason of each finding, the label of its button, and a checklist from the trainer's guide.

use dataset::checks::Finding;

use crate::formatting::count;
use crate::view::{Advice, LoraType};

/// Returns the title of a finding and the reason why it matters. `square` is the size that the trainer works at.
pub(super) fn said(finding: &Finding, word: &str, square: &str) -> (String, String) {
    let number = finding.count();
    let images = count(number, "image");
    let (is, has) = if number == 1 {
        ("is", "has")
    } else {
        ("are", "have")
    };
    let (title, reason) = match finding {
            Finding::Broken(_) => (
                format!("{images} can't be used"),
                "They are not sent. Open each one to see why, and remove files that aren't images.".to_owned(),
            ),
            Finding::Duplicates(_) => (
                format!("{} more than once", if number == 1 { "1 image appears".to_owned() } else { format!("{number} images appear") }),
                "Duplicates are learned twice as strongly, including the background. The best of each comes first.".to_owned(),
            ),
            Finding::Blurred(_) => (
                format!("{images} {is} blurred"),
                "The model learns blur as part of the subject. Fewer sharp photos are better than more blurry ones.".to_owned(),
            ),
            Finding::Small(_) => (
                format!("{images} {is} smaller than {square}"),
                "The trainer works at that size. Smaller images are used as they are, so the model may learn blur.".to_owned(),
            ),
            Finding::Extreme(_) => (
                format!("{images} {is} very wide or very tall"),
                "When scaled for the trainer, their short side becomes very small. Crop them to the important part.".to_owned(),
            ),
            Finding::Dark(_) => (
                format!("{images} {is} mostly black"),
                "Dark areas have little detail to learn from.".to_owned(),
            ),
            Finding::Bright(_) => (
                format!("{images} {is} mostly white"),
                "Overexposed areas have little detail to learn from.".to_owned(),
            ),
            Finding::Transparent(_) => (
                format!("{images} {has} transparent areas"),
                "The trainer doesn't support transparency. Transparent areas are filled with a colour, which is learned as the background. Press T to see the colour and to choose another.".to_owned(),
            ),
            Finding::Alike(_) => (
                format!("{} a similar background or framing", if number == 1 { "1 group of images has".to_owned() } else { format!("{number} groups of images have") }),
                "Whatever they share is learned as part of the subject. Different places and poses make the model more flexible.".to_owned(),
            ),
            Finding::NoTrigger(_) => (
                format!("{} without the trigger word {word}", count(number, "caption")),
                format!("These captions don't name the subject, so less of it is learned as {word}."),
            ),
            Finding::Misspelt(_) => (
                format!("{} the trigger word {word} misspelled", if number == 1 { "1 caption has".to_owned() } else { format!("{number} captions have") }),
                "The spelling and case must match exactly.".to_owned(),
            ),
            Finding::SameCaption(_) => (
                "All captions are the same".to_owned(),
                "A caption should describe what is different in its image. What it names is not learned as part of the subject.".to_owned(),
            ),
            Finding::Dominant(_) => (
                if number == 1 { "1 word appears in most captions".to_owned() } else { format!("{number} words appear in most captions") },
                "Whatever most captions name is learned together with the subject. If it belongs to the subject, leave it out of the captions.".to_owned(),
            ),
            Finding::Uncaptioned(_) => (
                format!("{images} {has} no caption"),
                "The trainer writes the missing captions. They may not match the wording of yours.".to_owned(),
            ),
            Finding::SharedCaption(_) => (
                format!("{images} share a caption file"),
                "Their names differ only in the extension, so they are sent with the same caption. Rename one to give it its own.".to_owned(),
            ),
            Finding::UnusedCaption(_) => (
                if number == 1 { "1 image has a caption file that is not used".to_owned() } else { format!("{number} images have caption files that are not used") },
                "Each image uses one caption file. A .txt is preferred to a .caption, and photo.txt to photo.jpg.txt. Images that differ only in their extension share photo.txt. Move what you need into the file that is used, and delete the others.".to_owned(),
            ),
            Finding::GuessedEncoding(encoding, _) => (
                format!("The encoding of {} is uncertain", if number == 1 { "1 caption".to_owned() } else { format!("{number} captions") }),
                format!("It is probably {}. Choose the encoding that shows every letter correctly. The captions are then saved as UTF-8.", encoding.shown()),
            ),
        };
    (title, reason)
}

/// Returns the label of a finding's button, if it has one.
pub(super) fn fix(finding: &Finding, word: &str) -> Option<String> {
    Some(match finding {
        Finding::Duplicates(_) => "Keep the best of each".to_owned(),
        Finding::NoTrigger(_) => format!("Add {word}"),
        Finding::Misspelt(_) => format!("Replace with {word}"),
        Finding::Blurred(_)
        | Finding::Dark(_)
        | Finding::Bright(_)
        | Finding::Small(_)
        | Finding::Extreme(_) => "Leave out".to_owned(),
        Finding::Broken(_)
        | Finding::Alike(_)
        | Finding::SameCaption(_)
        | Finding::Dominant(_)
        | Finding::Uncaptioned(_)
        | Finding::Transparent(_)
        | Finding::SharedCaption(_)
        | Finding::UnusedCaption(_)
        | Finding::GuessedEncoding(..) => return None,
    })
}

/// Returns the points of the trainer's guide that no program can measure.
pub(super) fn checklist(lora: LoraType) -> Vec<Advice> {
    let items: &[(&str, &str)] = match lora {
        LoraType::Subject => &[
            (
                "Different places, expressions and light",
                "What changes from image to image is not learned as part of the subject.",
            ),
            (
                "The same hair and age throughout",
                "Otherwise, the model averages them and loses the likeness.",
            ),
            (
                "Few hands near the face",
                "They are learned as part of the face, and appear in every picture.",
            ),
        ],
        LoraType::Style => &[
            (
                "One style throughout",
                "The model averages two styles, and the result matches neither.",
            ),
            (
                "Many different subjects",
                "Whatever all images show is learned as part of the style.",
            ),
            (
                "No dominant element",
                "A frame, a signature or a single colour will appear in every picture.",
            ),
        ],
    };
    let advice = |&(title, reason): &(&str, &str)| Advice {
        title: title.to_owned(),
        reason: reason.to_owned(),
    };
    items.iter().map(advice).collect()
}

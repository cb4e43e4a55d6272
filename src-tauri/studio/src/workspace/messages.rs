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
                "They are not sent. Look at each for the reason, and move what is no picture away.".to_owned(),
            ),
            Finding::Duplicates(_) => (
                format!("{} shown more than once", if number == 1 { "1 picture is".to_owned() } else { format!("{number} pictures are") }),
                "What is there twice is learnt twice as hard, with its background. The best of each comes first.".to_owned(),
            ),
            Finding::Blurred(_) => (
                format!("{images} {is} blurred"),
                "The model learns blur as part of the subject. A sharp photo less is better than a soft one more.".to_owned(),
            ),
            Finding::Small(_) => (
                format!("{images} {is} smaller than {square}"),
                "The trainer works at that size; smaller images are used as they are and may teach blur.".to_owned(),
            ),
            Finding::Extreme(_) => (
                format!("{images} {is} very long or very high"),
                "Scaled to the trainer's area, little is left of their short side. Crop to what matters.".to_owned(),
            ),
            Finding::Dark(_) => (
                format!("{images} {is} mostly black"),
                "There is little to learn from what can't be seen.".to_owned(),
            ),
            Finding::Bright(_) => (
                format!("{images} {is} mostly white"),
                "There is little to learn from what is burnt out.".to_owned(),
            ),
            Finding::Transparent(_) => (
                format!("{images} {has} transparent parts"),
                "The trainer knows no transparency: a colour is put behind them, and learnt as their background. Press T to see it and to choose another.".to_owned(),
            ),
            Finding::Alike(_) => (
                format!("{} alike in background or framing", if number == 1 { "1 group of pictures is".to_owned() } else { format!("{number} groups of pictures are") }),
                "What all of them share is learnt as part of the subject. Different places and poses make it flexible.".to_owned(),
            ),
            Finding::NoTrigger(_) => (
                format!("{} without the trigger word {word}", count(number, "caption")),
                format!("In these images the subject has no name, so less of it is learnt as {word}."),
            ),
            Finding::Misspelt(_) => (
                format!("{} the trigger word {word} in another spelling", if number == 1 { "1 caption has".to_owned() } else { format!("{number} captions have") }),
                "Case and every letter count: another spelling is another word.".to_owned(),
            ),
            Finding::SameCaption(_) => (
                "All captions are the same".to_owned(),
                "A caption says what is different in its image: what it names is not learnt as part of the subject.".to_owned(),
            ),
            Finding::Dominant(_) => (
                if number == 1 { "1 word stands in most captions".to_owned() } else { format!("{number} words stand in most captions") },
                "What most captions name is learnt together with the subject. If it belongs to the subject, leave it out of the captions.".to_owned(),
            ),
            Finding::Uncaptioned(_) => (
                format!("{images} {has} no caption"),
                "The trainer writes those itself. Its words may not fit yours.".to_owned(),
            ),
            Finding::SharedCaption(_) => (
                format!("{images} share a caption file"),
                "Only the ending of their names differs. Each goes to the trainer with the same caption; rename one to give it its own.".to_owned(),
            ),
            Finding::UnusedCaption(_) => (
                if number == 1 { "1 image has a caption file that is not used".to_owned() } else { format!("{number} images have caption files that are not used") },
                "An image has one caption file: a .txt before a .caption, and photo.txt before photo.jpg.txt. Images that differ only in their extension share photo.txt. Move what you need into the one that is used, and delete the others.".to_owned(),
            ),
            Finding::GuessedEncoding(encoding, _) => (
                format!("The encoding of {} is uncertain", if number == 1 { "1 caption".to_owned() } else { format!("{number} captions") }),
                format!("It is probably {}. Choose the encoding that shows every letter correctly; the captions are then saved as UTF-8.", encoding.shown()),
            ),
        };
    (title, reason)
}

/// Returns the label of a finding's button, if it has one.
pub(super) fn fix(finding: &Finding, word: &str) -> Option<String> {
    Some(match finding {
        Finding::Duplicates(_) => "Keep the best of each".to_owned(),
        Finding::NoTrigger(_) => format!("Put {word} in"),
        Finding::Misspelt(_) => format!("Write {word} instead"),
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
                "What changes from picture to picture is not learnt as part of the subject.",
            ),
            (
                "The same hair and age throughout",
                "The model averages them, and the likeness goes.",
            ),
            (
                "Few hands near the face",
                "They are learnt as part of it, and come back in every picture.",
            ),
        ],
        LoraType::Style => &[
            (
                "One style throughout",
                "Two styles are averaged into neither.",
            ),
            (
                "Many different subjects",
                "What all pictures show is learnt as part of the style.",
            ),
            (
                "Nothing that dominates",
                "A frame, a signature or one colour will be in every picture.",
            ),
        ],
    };
    let advice = |&(title, reason): &(&str, &str)| Advice {
        title: title.to_owned(),
        reason: reason.to_owned(),
    };
    items.iter().map(advice).collect()
}

//! The title and reason of each finding, the label of its button, and a checklist from the trainer's guide.

use dataset::checks::Finding;
use localization::text;

use crate::view::{Advice, LoraType};

/// The texts of a finding.
pub(super) struct Texts {
    pub(super) title: String,
    /// The reason why it matters.
    pub(super) reason: String,
    /// The label of its button, if it has one.
    pub(super) fix: Option<String>,
}

impl Texts {
    fn new(title: String, reason: String) -> Texts {
        Texts {
            title,
            reason,
            fix: None,
        }
    }

    fn with_fix(self, fix: String) -> Texts {
        Texts {
            fix: Some(fix),
            ..self
        }
    }
}

/// Returns the texts of a finding. `word` is the trigger word, and `square` the size that the trainer works at.
pub(super) fn texts(finding: &Finding, word: &str, square: &str) -> Texts {
    let count = finding.count();
    let leave_out = || text!("checks-leave-out");
    match finding {
        Finding::Broken(_) => Texts::new(
            text!("checks-broken", count = count),
            text!("checks-broken-reason"),
        ),
        Finding::Duplicates(_) => Texts::new(
            text!("checks-duplicates", count = count),
            text!("checks-duplicates-reason"),
        )
        .with_fix(text!("checks-duplicates-fix")),
        Finding::Blurred(_) => Texts::new(
            text!("checks-blurred", count = count),
            text!("checks-blurred-reason"),
        )
        .with_fix(leave_out()),
        Finding::Small(_) => Texts::new(
            text!("checks-small", count = count, size = square),
            text!("checks-small-reason"),
        )
        .with_fix(leave_out()),
        Finding::Extreme(_) => Texts::new(
            text!("checks-extreme", count = count),
            text!("checks-extreme-reason"),
        )
        .with_fix(leave_out()),
        Finding::Dark(_) => Texts::new(
            text!("checks-dark", count = count),
            text!("checks-dark-reason"),
        )
        .with_fix(leave_out()),
        Finding::Bright(_) => Texts::new(
            text!("checks-bright", count = count),
            text!("checks-bright-reason"),
        )
        .with_fix(leave_out()),
        Finding::Transparent(_) => Texts::new(
            text!("checks-transparent", count = count),
            text!("checks-transparent-reason"),
        ),
        Finding::Alike(_) => Texts::new(
            text!("checks-alike", count = count),
            text!("checks-alike-reason"),
        ),
        Finding::NoTrigger(_) => Texts::new(
            text!("checks-no-trigger", count = count, word = word),
            text!("checks-no-trigger-reason", word = word),
        )
        .with_fix(text!("checks-no-trigger-fix", word = word)),
        Finding::Misspelt(_) => Texts::new(
            text!("checks-misspelt", count = count, word = word),
            text!("checks-misspelt-reason"),
        )
        .with_fix(text!("checks-misspelt-fix", word = word)),
        Finding::SameCaption(_) => Texts::new(
            text!("checks-same-caption"),
            text!("checks-same-caption-reason"),
        ),
        Finding::Dominant(_) => Texts::new(
            text!("checks-dominant", count = count),
            text!("checks-dominant-reason"),
        ),
        Finding::Uncaptioned(_) => Texts::new(
            text!("checks-uncaptioned", count = count),
            text!("checks-uncaptioned-reason"),
        ),
        Finding::SharedCaption(_) => Texts::new(
            text!("checks-shared-caption", count = count),
            text!("checks-shared-caption-reason"),
        ),
        Finding::UnusedCaption(_) => Texts::new(
            text!("checks-unused-caption", count = count),
            text!("checks-unused-caption-reason"),
        ),
        Finding::GuessedEncoding(encoding, _) => Texts::new(
            text!("checks-encoding", count = count),
            text!("checks-encoding-reason", encoding = encoding.shown()),
        ),
    }
}

/// Returns the points of the trainer's guide that no program can measure.
pub(super) fn checklist(lora: LoraType) -> Vec<Advice> {
    let advice = |title, reason| Advice { title, reason };
    match lora {
        LoraType::Subject => vec![
            advice(
                text!("checks-subject-variety"),
                text!("checks-subject-variety-reason"),
            ),
            advice(
                text!("checks-subject-likeness"),
                text!("checks-subject-likeness-reason"),
            ),
            advice(
                text!("checks-subject-hands"),
                text!("checks-subject-hands-reason"),
            ),
        ],
        LoraType::Style => vec![
            advice(text!("checks-style-one"), text!("checks-style-one-reason")),
            advice(
                text!("checks-style-variety"),
                text!("checks-style-variety-reason"),
            ),
            advice(
                text!("checks-style-element"),
                text!("checks-style-element-reason"),
            ),
        ],
    }
}

//! A checklist of the points of the trainer's guide that no program can measure.

use localization::text;

use crate::view::{Advice, LoraType};

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

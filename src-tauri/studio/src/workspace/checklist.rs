//! A checklist of advice on training images that no program can check.

use localization::text;

use crate::view::{Advice, LoraType};

/// Returns the points that the person has to check for this type of LoRA.
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

//! Charts the distribution of a dataset's images: their shapes, sizes, brightness and colours.

use dataset::Image;
use dataset::checks::Analysis;
use imaging::Preparation;
use imaging::measures::Measures;
use localization::text;

use crate::view::{Bar, Bars};
use crate::workspace::preparation;

/// Returns the charts for the included images. Returns none if no image is included.
pub(super) fn charts(
    images: &[Image],
    analysis: &Analysis,
    preparation: &Preparation,
) -> Vec<Bars> {
    let included: Vec<&Image> = images.iter().filter(|image| image.is_included()).collect();
    if included.is_empty() {
        return Vec::new();
    }
    let bar = |label: String, search: Option<&str>, is: &dyn Fn(&Image) -> bool| {
        let number = included.iter().filter(|image| is(image)).count();
        Bar {
            label,
            count: number.to_string(),
            share: number as f32 / included.len() as f32,
            search: search.map(str::to_owned),
        }
    };
    let ratio = |image: &Image| {
        let size = image.size();
        size.map_or(1.0, |(width, height)| f64::from(width) / f64::from(height))
    };
    let area = |image: &Image| {
        let size = image.size();
        size.map_or(0, |(width, height)| u64::from(width) * u64::from(height))
    };
    let has_brightness = |image: &Image, from: f32, to: f32| {
        let luma = analysis.measures(image.id).map(Measures::brightness);
        luma.is_some_and(|luma| luma >= from && luma < to)
    };
    let target = preparation.target_area;
    let chart = |title: String, bars: Vec<Bar>| Bars { title, bars };
    let has_other_colours = |image: &Image| {
        let measures = analysis.measures(image.id);
        measures.is_some_and(Measures::has_other_colours)
    };
    let mut charts = vec![
        chart(
            text!("checks-shape"),
            vec![
                bar(
                    text!("checks-shape-portrait"),
                    Some("ratio:<0.9"),
                    &|image| ratio(image) < 0.9,
                ),
                bar(
                    text!("checks-shape-square"),
                    Some("ratio:>=0.9 ratio:<=1.1"),
                    &|image| (0.9..=1.1).contains(&ratio(image)),
                ),
                bar(
                    text!("checks-shape-landscape"),
                    Some("ratio:>1.1"),
                    &|image| ratio(image) > 1.1,
                ),
            ],
        ),
        chart(
            text!("checks-size"),
            vec![
                bar(
                    text!("checks-size-under", size = preparation::square(preparation)),
                    Some("has:small"),
                    &|image| area(image) < target,
                ),
                bar(text!("checks-size-fitting"), None, &|image| {
                    (target..=4 * target).contains(&area(image))
                }),
                bar(text!("checks-size-larger"), None, &|image| {
                    area(image) > 4 * target
                }),
            ],
        ),
        chart(
            text!("checks-brightness"),
            vec![
                bar(text!("checks-brightness-dark"), None, &|image| {
                    has_brightness(image, 0.0, 0.3)
                }),
                bar(text!("checks-brightness-medium"), None, &|image| {
                    has_brightness(image, 0.3, 0.6)
                }),
                bar(text!("checks-brightness-bright"), None, &|image| {
                    has_brightness(image, 0.6, 1.1)
                }),
            ],
        ),
    ];
    if included.iter().any(|image| has_other_colours(image)) {
        charts.push(chart(
            text!("checks-colours"),
            vec![
                bar("sRGB".to_owned(), None, &|image| !has_other_colours(image)),
                bar(text!("checks-colours-converted"), None, &has_other_colours),
            ],
        ));
    }
    charts
}

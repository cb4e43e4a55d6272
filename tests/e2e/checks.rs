//! Tests the checks before paying: findings appear in the background, are fixed with one press, and stay dismissed.

use std::fs;

use crate::fixture::Fixture;

#[tokio::test]
async fn a_picture_shown_twice_is_found_mended_and_undone_and_a_dismissed_finding_stays_so() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("pots", 4);
    // The same picture, smaller and encoded again.
    image::open(folder.join("photo_1.jpg"))
        .unwrap()
        .thumbnail(700, 525)
        .save(folder.join("smaller.jpg"))
        .unwrap();
    for index in 1..=4 {
        fs::write(
            folder.join(format!("photo_{index}.txt")),
            format!("a ball above the grass, {index}"),
        )
        .unwrap();
    }
    let window = fixture.open_on(&folder).await;
    window.press("[data-testid=open-checks]").await;
    let twice = "[data-testid=finding][data-kind=duplicate]";
    window
        .read(&format!("{twice} h3"), "appears more than once")
        .await;
    window.picture("checks").await;
    // The search that the finding offers shows both images.
    window
        .press(&format!("{twice} [data-testid=show-found]"))
        .await;
    window.read("[data-testid=search-count]", "2 of 5").await;
    window.press("[data-testid=search-clear]").await;
    window.press(&format!("{twice} [data-testid=fix]")).await;
    window.see_no(twice).await;
    window.read("[data-testid=counts]", "1 left out").await;
    window
        .see("[data-testid=card][data-excluded][data-name='smaller.jpg']")
        .await;
    window.press("[data-testid=undo]").await;
    window.see(twice).await;
    // Words that all captions share are shown in a small chart.
    let words = "[data-testid=finding][data-kind=dominant]";
    window.read(&format!("{words} .bars"), "grass").await;
    window
        .press(&format!("{words} [data-testid=dismiss-finding]"))
        .await;
    window.see_no(words).await;
    window.close().await;

    let window = fixture.open().await;
    window.press("[data-testid=open-checks]").await;
    window.see(twice).await;
    assert_eq!(window.count(words).await, 0, "it was dismissed");
    window.press("[data-testid=show-dismissed]").await;
    window.see(words).await;
    window.close().await;
}

#[tokio::test]
async fn captions_of_an_uncertain_encoding_are_read_as_the_person_chooses() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("miasto", 3);
    // Each caption is one word, as written by a program on a Polish computer: too little text to detect its encoding.
    let texts = ["łódź", "wąż", "gęś"];
    let bytes = texts.map(|text| encoding_rs::WINDOWS_1250.encode(text).0.into_owned());
    let file = |index: usize| folder.join(format!("photo_{index}.txt"));
    for (index, bytes) in (1..).zip(&bytes) {
        fs::write(file(index), bytes).unwrap();
    }
    let window = fixture.open_on(&folder).await;
    window.press("[data-testid=open-checks]").await;
    let finding = "[data-testid=finding][data-kind=encoding]";
    window
        .choose(&format!("{finding} [data-testid=encoding]"), "windows-1250")
        .await;
    window
        .read(&format!("{finding} [data-testid=encoding-sample]"), "łódź")
        .await;
    window.picture("encoding").await;
    window
        .press(&format!("{finding} [data-testid=choose-encoding]"))
        .await;
    window.see_no(finding).await;
    window
        .until("the captions are UTF-8", async || {
            (1..).zip(texts).all(|(index, text)| {
                fs::read(file(index)).is_ok_and(|bytes| bytes == text.as_bytes())
            })
        })
        .await;
    window.press("[data-testid=undo]").await;
    window.see(finding).await;
    window
        .until("the captions are as they were", async || {
            (1..)
                .zip(&bytes)
                .all(|(index, bytes)| fs::read(file(index)).is_ok_and(|now| now == *bytes))
        })
        .await;
    window.close().await;
}

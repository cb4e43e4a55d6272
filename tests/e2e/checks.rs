//! Tests the checks before paying: findings appear in the background, are fixed with one press, and stay dismissed.

use std::fs;

use crate::fixture::Fixture;

#[tokio::test]
async fn a_duplicate_is_found_and_fixed_and_dismissals_persist() {
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
    let duplicate = "[data-testid=finding][data-kind=duplicate]";
    window
        .wait_for_text(&format!("{duplicate} h3"), "appears more than once")
        .await;
    window.screenshot("checks").await;
    // The search that the finding offers shows both images.
    window
        .press(&format!("{duplicate} [data-testid=show-found]"))
        .await;
    window
        .wait_for_text("[data-testid=search-count]", "2 of 5")
        .await;
    window.press("[data-testid=search-clear]").await;
    window
        .press(&format!("{duplicate} [data-testid=fix]"))
        .await;
    window.wait_until_gone(duplicate).await;
    window
        .wait_for_text("[data-testid=counts]", "1 left out")
        .await;
    window
        .wait_for("[data-testid=card][data-excluded][data-name='smaller.jpg']")
        .await;
    window.press("[data-testid=undo]").await;
    window.wait_for(duplicate).await;
    // Words that all captions share are shown in a small chart.
    let dominant = "[data-testid=finding][data-kind=dominant]";
    window
        .wait_for_text(&format!("{dominant} .bars"), "grass")
        .await;
    window
        .press(&format!("{dominant} [data-testid=dismiss-finding]"))
        .await;
    window.wait_until_gone(dominant).await;
    window.close().await;

    let window = fixture.open().await;
    window.press("[data-testid=open-checks]").await;
    window.wait_for(duplicate).await;
    assert_eq!(window.count(dominant).await, 0, "it stays dismissed");
    window.press("[data-testid=show-dismissed]").await;
    window.wait_for(dominant).await;
    window.close().await;
}

#[tokio::test]
async fn captions_are_converted_from_the_chosen_encoding() {
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
        .wait_for_text(&format!("{finding} [data-testid=encoding-sample]"), "łódź")
        .await;
    window.screenshot("encoding").await;
    window
        .press(&format!("{finding} [data-testid=choose-encoding]"))
        .await;
    window.wait_until_gone(finding).await;
    window
        .wait_until("the captions are UTF-8", async || {
            (1..).zip(texts).all(|(index, text)| {
                fs::read(file(index)).is_ok_and(|bytes| bytes == text.as_bytes())
            })
        })
        .await;
    window.press("[data-testid=undo]").await;
    window.wait_for(finding).await;
    window
        .wait_until("the captions are restored", async || {
            (1..)
                .zip(&bytes)
                .all(|(index, bytes)| fs::read(file(index)).is_ok_and(|now| now == *bytes))
        })
        .await;
    window.close().await;
}

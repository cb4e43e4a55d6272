//! Tests of which addresses may receive the token.

use replicate::{BaseUrl, BaseUrlError};

#[test]
fn the_version_in_an_address_is_optional() {
    for (text, expected) in [
        (
            "https://api.replicate.com/v1",
            "https://api.replicate.com/v1",
        ),
        ("https://api.replicate.com", "https://api.replicate.com/v1"),
        (
            " https://api.replicate.com/v1/ \n",
            "https://api.replicate.com/v1",
        ),
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787/v1"),
        ("http://127.0.0.1:8787/v1", "http://127.0.0.1:8787/v1"),
        ("http://localhost:8787//", "http://localhost:8787/v1"),
        ("http://[::1]:8787", "http://[::1]:8787/v1"),
        (
            "https://proxy.example/replicate/v1",
            "https://proxy.example/replicate/v1",
        ),
        (
            "https://proxy.example/replicate",
            "https://proxy.example/replicate/v1",
        ),
    ] {
        assert_eq!(
            BaseUrl::parse(text).unwrap().to_string(),
            expected,
            "{text}"
        );
    }
    assert_eq!(
        BaseUrl::default().to_string(),
        "https://api.replicate.com/v1"
    );
}

#[test]
fn unencrypted_addresses_are_refused() {
    for text in [
        "http://api.replicate.com",
        "http://192.168.1.4:80",
        "http://localhost.example.com",
        "http://0.0.0.0:80",
    ] {
        assert_eq!(
            BaseUrl::parse(text),
            Err(BaseUrlError::NotEncrypted),
            "{text}"
        );
    }
    let sentence = BaseUrlError::NotEncrypted.to_string();
    assert!(
        sentence.contains("REPLICATE_BASE_URL") && sentence.contains("https://"),
        "{sentence}"
    );
}

#[test]
fn other_addresses_are_refused() {
    for text in [
        "",
        "api.replicate.com",
        "ftp://api.replicate.com",
        "file:///etc/passwd",
        "/v1",
    ] {
        assert_eq!(
            BaseUrl::parse(text),
            Err(BaseUrlError::NotAnAddress),
            "{text}"
        );
    }
    for text in [
        "https://me:pass@api.replicate.com",
        "https://api.replicate.com?x=1",
        "https://api.replicate.com/#v1",
    ] {
        assert_eq!(BaseUrl::parse(text), Err(BaseUrlError::NotPlain), "{text}");
    }
}

#[test]
fn the_origin_identifies_a_service() {
    assert_eq!(BaseUrl::default().origin(), "https://api.replicate.com");
    let local = BaseUrl::parse("http://127.0.0.1:8787/v1").unwrap();
    assert_eq!(local.origin(), "http://127.0.0.1:8787");
    assert!(local.is_loopback() && !BaseUrl::default().is_loopback());
}

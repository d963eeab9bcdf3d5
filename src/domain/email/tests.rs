use proptest::prelude::*;

use super::*;

fn address(text: &str) -> Result<String, EmailError> {
    text.parse().map(|address: EmailAddress| address.as_str().to_owned())
}

fn domain(text: &str) -> Result<String, EmailError> {
    text.parse().map(|domain: EmailDomain| domain.as_str().to_owned())
}

#[test]
fn an_address_is_trimmed_and_its_ascii_letters_are_small() {
    for (text, normal) in [
        ("a.devries@st-janshof.example", "a.devries@st-janshof.example"),
        ("  A.deVries@St-Janshof.EXAMPLE\r\n", "a.devries@st-janshof.example"),
        ("\u{a0}a@b.example\u{3000}", "a@b.example"),
        ("a@b.example.", "a@b.example"),
        // Dots and tags mean what the mail server says.
        ("a.b+tag@b.example", "a.b+tag@b.example"),
        ("o'brien@b.example", "o'brien@b.example"),
        ("a!#$%&*/=?^_`{|}~-@b.example", "a!#$%&*/=?^_`{|}~-@b.example"),
        ("1@1.example", "1@1.example"),
    ] {
        assert_eq!(address(text).as_deref(), Ok(normal), "{text:?}");
    }
}

#[test]
fn letters_outside_ascii_stay_as_they_are_before_the_at() {
    // Whatever Unicode would fold into a plain letter is another address.
    for (text, plain) in [
        ("\u{212a}im@b.example", "kim@b.example"),
        ("\u{131}da@b.example", "ida@b.example"),
        ("\u{130}da@b.example", "ida@b.example"),
        ("\u{17f}am@b.example", "sam@b.example"),
        ("\u{ff41}nna@b.example", "anna@b.example"),
        ("\u{430}nna@b.example", "anna@b.example"),
        ("ren\u{e9}@b.example", "rene\u{301}@b.example"),
        ("REN\u{c9}@b.example", "ren\u{e9}@b.example"),
        ("stra\u{df}e@b.example", "strasse@b.example"),
    ] {
        assert_ne!(address(text).unwrap(), address(plain).unwrap(), "{text:?}");
    }
    assert_eq!(address("REN\u{c9}@b.example").unwrap(), "ren\u{c9}@b.example");
}

#[test]
fn the_domain_is_compared_in_its_ascii_form() {
    for (text, ascii) in [
        ("k\u{f6}ln.example", "xn--kln-sna.example"),
        ("K\u{d6}LN.example", "xn--kln-sna.example"),
        ("ko\u{308}ln.example", "xn--kln-sna.example"),
        ("xn--kln-sna.example", "xn--kln-sna.example"),
        ("XN--KLN-SNA.Example", "xn--kln-sna.example"),
        // IDNA makes one of these (UTS 46), as every mail server and browser does.
        ("\u{ff53}\u{ff54}.example", "st.example"),
        ("\u{212a}elvin.example", "kelvin.example"),
        ("st\u{3002}example", "st.example"),
        // These it keeps apart.
        ("stra\u{df}e.example", "xn--strae-oqa.example"),
        // Two hyphens within are no encoding.
        ("r3---s.example", "r3---s.example"),
        (" st-janshof.example. ", "st-janshof.example"),
    ] {
        assert_eq!(domain(text).as_deref(), Ok(ascii), "{text:?}");
        let whole: EmailAddress = format!("a@{}", text.trim()).parse().unwrap();
        assert_eq!(whole.domain().as_str(), ascii);
        assert_eq!(whole.local_part(), "a");
    }
    assert_ne!(domain("\u{131}st.example"), domain("ist.example"));
}

#[test]
fn what_has_no_name_or_no_domain_is_no_address() {
    for text in ["", " ", "a", "@", "a@", "@b.example", "a.b.example", "a\u{ff20}b.example", " @b.example"] {
        assert_eq!(address(text), Err(EmailError::NoDomain), "{text:?}");
    }
}

#[test]
fn white_space_quotes_and_what_nobody_sees_are_refused() {
    for inside in [
        " ",
        "\t",
        "\n",
        "\r\n",
        "\0",
        "\u{7}",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "\u{1680}",
        "\u{2028}",
        "\u{3000}",
        "\"",
        "(",
        ")",
        "<",
        ">",
        ",",
        ";",
        ":",
        "\\",
        "[",
        "]",
        "@",
        "\u{ad}",
        "\u{34f}",
        "\u{61c}",
        "\u{200b}",
        "\u{200c}",
        "\u{200d}",
        "\u{200e}",
        "\u{200f}",
        "\u{202e}",
        "\u{2060}",
        "\u{2066}",
        "\u{2069}",
        "\u{3164}",
        "\u{fe0f}",
        "\u{feff}",
        "\u{e0061}",
    ] {
        let text = format!("ann{inside}a@b.example");
        assert_eq!(address(&text), Err(EmailError::Characters), "{text:?}");
    }
    for text in
        ["a@ b.example", "a @b.example", "a@b .example", "a@b\t.example", "a@b.exam\u{a0}ple", "\u{feff}a@b.example"]
    {
        assert_eq!(address(text), Err(EmailError::Characters), "{text:?}");
    }
    for text in
        ["Anna <a@b.example>", "mailto:a@b.example", "a@b.example,c@b.example", "\"a b\"@b.example", "a(x)@b.example"]
    {
        assert!(address(text).is_err(), "{text:?}");
    }
}

#[test]
fn a_domain_is_a_host_name_of_at_least_two_labels() {
    for text in [
        "",
        ".",
        "localhost",
        ".example",
        "b..example",
        "b.example..",
        "-b.example",
        "b-.example",
        "b_c.example",
        "b c.example",
        "[192.0.2.1]",
        "192.0.2.1",
        "192.0.2.1.",
        "[IPv6:2001:db8::1]",
        "b.example:25",
        "b.example/x",
        "b.123",
        "b.example\u{3002}",
        "b\u{200b}.example",
        "b\u{ad}.example",
        "b\u{feff}.example",
        "b\u{202e}.example",
        "b\u{200d}.example",
        "\u{2010}b.example\0",
        "xn--a.example",
        "xn--.example",
        "xn--kln-sna-.example",
        "b\u{fffd}.example",
        "b@c.example",
        "a\u{ff20}b.example",
    ] {
        assert_eq!(domain(text), Err(EmailError::Domain), "{text:?}");
    }
}

#[test]
fn lengths_are_bounded() {
    let label = |length: usize| "b".repeat(length);
    assert!(address(&format!("{}@b.example", "a".repeat(64))).is_ok());
    assert_eq!(address(&format!("{}@b.example", "a".repeat(65))), Err(EmailError::TooLong));
    // Octets count (RFC 6531, 3.3), not letters.
    assert_eq!(address(&format!("{}@b.example", "\u{e9}".repeat(33))), Err(EmailError::TooLong));
    assert!(domain(&format!("{}.example", label(63))).is_ok());
    assert_eq!(domain(&format!("{}.example", label(64))), Err(EmailError::Domain));
    let long = |last: usize| format!("{0}.{0}.{0}.{1}", label(63), label(last));
    assert_eq!(long(61).len(), 253);
    assert!(domain(&long(61)).is_ok());
    assert_eq!(domain(&long(62)), Err(EmailError::Domain));
    assert!(address(&format!("{}@{}", "a".repeat(2), long(59))).is_ok());
    assert_eq!(address(&format!("{}@{}", "a".repeat(3), long(59))), Err(EmailError::TooLong));
    // Short as it is written, too long in its ASCII form.
    let written = format!("a@{0}.{0}.{0}.{0}", "\u{e9}".repeat(30));
    assert!(written.len() < 254);
    assert!(address(&written).is_ok_and(|address| address.len() <= 254));
    assert!(domain(&"a.".repeat(100_000)).is_err());
    assert!(address(&"\u{e9}@".repeat(100_000)).is_err());
}

#[test]
fn the_error_does_not_repeat_what_was_written() {
    for text in ["secret", "secret @b.example", "a@secret", "secret@secret..example"] {
        let error = text.parse::<EmailAddress>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[test]
fn what_is_read_from_json_is_normalized_and_checked() {
    let address: EmailAddress = serde_json::from_str("\" A@B.Example \"").unwrap();
    assert_eq!(serde_json::to_string(&address).unwrap(), "\"a@b.example\"");
    let domain: EmailDomain = serde_json::from_str("\"B.Example.\"").unwrap();
    assert_eq!(serde_json::to_string(&domain).unwrap(), "\"b.example\"");
    assert!(serde_json::from_str::<EmailAddress>("\"a@b\"").is_err());
    assert!(serde_json::from_str::<EmailDomain>("\"b\"").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_normal_form_is_its_own(text in "\\PC{1,12}@\\PC{1,12}\\.[a-zA-Z\u{e0}-\u{17f}]{2,6}") {
        if let Ok(address) = text.parse::<EmailAddress>() {
            prop_assert_eq!(&address.as_str().parse::<EmailAddress>().unwrap(), &address);
            prop_assert_eq!(format!("{}@{}", address.local_part(), address.domain()), address.as_str());
            prop_assert!(address.domain().as_str().is_ascii());
            prop_assert_eq!(address.local_part().len(), text.trim().rsplit_once('@').unwrap().0.len());
        }
    }

    #[test]
    fn ascii_addresses_are_one_only_where_case_sets_them_apart(
        (one, other) in ("[aAbB.+_-]{1,3}@[aAbB-]{1,2}\\.[xX]{1,2}\\.?", "[aAbB.+_-]{1,3}@[aAbB-]{1,2}\\.[xX]{1,2}\\.?"),
    ) {
        if let (Ok(first), Ok(second)) = (one.parse::<EmailAddress>(), other.parse::<EmailAddress>()) {
            let plain = |text: &str| text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
            prop_assert_eq!(first == second, plain(&one) == plain(&other));
        }
    }

    #[test]
    fn any_text_is_taken_calmly(text in ".{0,300}") {
        if let Ok(address) = text.parse::<EmailAddress>() {
            prop_assert!(address.as_str().len() <= 254);
            let unseen = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c);
            prop_assert!(!address.as_str().chars().any(unseen));
        }
        if let Ok(domain) = text.parse::<EmailDomain>() {
            prop_assert!(domain.as_str().len() <= 253);
        }
    }
}

//! Identifiers with their check digits.

/// The digits of an ISBN-13 in the group 978-92, which international organizations share; `number` is below ten million.
pub fn isbn13(number: u64) -> String {
    let body = format!("97892{:07}", number % 10_000_000);
    let sum: u32 = digits(&body)
        .zip([1, 3].into_iter().cycle())
        .map(|(d, w)| d * w)
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// The same as ISBN-10, as books had before 2007.
pub fn isbn10(number: u64) -> String {
    let body = format!("92{:07}", number % 10_000_000);
    let sum: u32 = digits(&body).zip((2..=10).rev()).map(|(d, w)| d * w).sum();
    match (11 - sum % 11) % 11 {
        10 => format!("{body}X"),
        digit => format!("{body}{digit}"),
    }
}

fn digits(text: &str) -> impl Iterator<Item = u32> {
    text.chars().filter_map(|c| c.to_digit(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_real_books() {
        assert_eq!(isbn13(2_112_871), "9789221128717");
        assert_eq!(isbn10(2_112_871), "9221128717");
        assert_eq!(isbn13(7_921_507), "9789279215070");
    }
}

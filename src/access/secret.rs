//! Random secrets and their digests.
//!
//! Every secret made here has 80 random bits or more, so one fast hash protects it as well as a
//! slow one; passwords, which people choose, are in `password.rs`.

/// The system gives no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes: {0}; try again")]
pub struct NoRandom(#[from] getrandom::Error);

/// So many random bytes.
///
/// # Errors
/// When the system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], NoRandom> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Random bytes in hexadecimal.
///
/// # Errors
/// When the system gives none.
pub fn random_hex<const N: usize>() -> Result<String, NoRandom> {
    Ok(random::<N>()?.iter().map(|b| format!("{b:02x}")).collect())
}

/// What is kept of a secret: its BLAKE3 digest in hexadecimal.
pub fn digest(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

/// Whether two texts are the same, in a time that does not tell where they differ.
pub fn same(a: &str, b: &str) -> bool {
    // BLAKE3's own comparison of digests takes constant time.
    blake3::hash(a.as_bytes()) == blake3::hash(b.as_bytes())
}

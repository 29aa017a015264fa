//! The list of the embedded data files; a test compares it with the folder.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../data/", $path)))),*]
    };
}

/// The data files, by path below `taxonomy/data`, with their text.
pub const FILES: &[(&str, &str)] = files![
    "document-types.toml",
    "themes/a-work.toml",
    "themes/b-working-conditions.toml",
    "themes/c-labour-relations.toml",
    "themes/d-labour-law.toml",
    "themes/e-social-protection.toml",
    "themes/enterprise.toml",
    "themes/f-education-and-training.toml",
    "themes/g-economic-and-social-development.toml",
    "themes/h-economy.toml",
    "themes/i-finance.toml",
    "themes/j-economic-sectors.toml",
    "themes/k-trade.toml",
    "themes/l-human-rights.toml",
    "themes/m-international-cooperation.toml",
    "themes/n-government-and-public-administration.toml",
    "themes/o-society.toml",
    "themes/p-population.toml",
    "themes/q-health.toml",
    "themes/r-environment.toml",
    "themes/s-technology.toml",
    "themes/t-management.toml",
    "themes/u-statistics.toml",
    "themes/v-research.toml",
    "themes/w-information-resources.toml",
    "themes/x-countries-and-areas.toml",
    "themes/z-ilo.toml",
];

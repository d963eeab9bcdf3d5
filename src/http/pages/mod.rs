//! Pages for people: templates, languages, styles.

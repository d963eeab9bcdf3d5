//! Holds `docs/conformance.md` to the tests: each of its lines names some, and those are there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::root;

/// Where tests stand, and what their path is called without.
const PLACES: [(&str, &str); 6] = [
    ("src", ""),
    ("tests/broker", ""),
    ("tests/browser", "browser"),
    ("tests/decisions", "decisions"),
    ("tests/entra-stand-in", "entra-stand-in"),
    ("cli/tests/cli", "cli"),
];

/// The texts of all files with tests, by the path that their tests are called by.
fn tests() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (place, name) in PLACES {
        collect(&root().join(place), &[name], &mut found);
    }
    found
}

fn collect(folder: &Path, path: &[&str], found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let stem = file.file_stem().unwrap().to_string_lossy();
        // The tests of a room are called by its name, wherever in it they stand.
        let own = if matches!(&*stem, "mod" | "main" | "tests") { "" } else { &stem };
        let path = [path, &[own]].concat();
        if file.is_dir() {
            collect(&file, &path, found);
        } else if file.extension().is_some_and(|extension| extension == "rs") {
            let named: Vec<_> = path.into_iter().filter(|part| !part.is_empty()).collect();
            found.entry(named.join("::")).or_default().push_str(&fs::read_to_string(&file).unwrap());
        }
    }
}

/// The cells of a line of a table.
fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_matches('|').split(" | ").map(str::trim).collect()
}

#[test]
fn the_page_on_conformance_names_tests_that_there_are() {
    let (page, tests) = (fs::read_to_string(root().join("docs/conformance.md")).unwrap(), tests());
    let (mut lines, mut wrong) = (0, Vec::new());
    for line in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| section")) {
        let cells = cells(line);
        let [section, _, met, held] = cells[..] else { panic!("four cells: {line}") };
        let named: Vec<_> = held.split('`').skip(1).step_by(2).collect();
        // What is not done, and may be left undone, is held by nothing.
        if named.is_empty() && !met.starts_with("Not done:") {
            wrong.push(format!("{section}: no test holds this"));
        }
        for test in named {
            let (file, name) = test.rsplit_once("::").unwrap_or_default();
            let is_there = tests.get(file).is_some_and(|text| text.contains(&format!("fn {name}(")));
            if !is_there {
                wrong.push(format!("{section}: there is no test {test}"));
            }
        }
        lines += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(lines > 50, "{lines} lines: the tables are not read");
}

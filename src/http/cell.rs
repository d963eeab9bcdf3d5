//! Cells of tables that people open in a spreadsheet.

/// A cell that no spreadsheet takes for a formula: somebody outside writes their own browser's name into the log, or their own name into
/// a directory, and the formula would run on the machine of whoever opens the table (CWE-1236).
pub fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell }
}

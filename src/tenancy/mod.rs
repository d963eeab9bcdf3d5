//! Organizations as managed things: the file, the plan, the applying.

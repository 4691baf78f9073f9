"""LEAF: readers' pages. They read publications that are live now and nothing else (law 1), and write nothing."""

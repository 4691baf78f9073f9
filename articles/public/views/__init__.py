"""One module for each kind of page. A view is a read, a page object and a conditional answer."""

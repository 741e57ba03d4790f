"""The rules of the tree, the layers and the documents, held by tests."""

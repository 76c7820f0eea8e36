"""The rules that hold on every page: what they keep and drop of the judged blocks."""

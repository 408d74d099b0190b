"""The report of nnft: result files in, figures, page and summary out."""

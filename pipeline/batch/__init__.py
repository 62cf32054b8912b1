"""Many articles: what to convert, workers with limits, and a manifest that makes a rerun cheap and a crash harmless."""

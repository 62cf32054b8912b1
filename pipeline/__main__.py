"""``python -m pipeline`` is ``duizhao``."""

from pipeline.cli import main

main()

"""Writes the code blocks of a README to files, so that they are compiled and run by the tests.

Usage: python3 infra/packages/readme.py README.md LANGUAGE DIRECTORY SUFFIX
"""

import re
import sys
from pathlib import Path

readme, language, directory, suffix = sys.argv[1:]
blocks = re.findall(rf"(?ms)^```{language}\n(.*?)^```", Path(readme).read_text("utf-8"))
if not blocks:
    sys.exit(f"{readme} has no code in {language}")
Path(directory).mkdir(parents=True, exist_ok=True)
for number, block in enumerate(blocks, 1):
    Path(directory, f"readme_{number}{suffix}").write_text(block, "utf-8")

# SPDX-License-Identifier: Apache-2.0
"""check_snippets.py PAGE SOURCE: the page's cpp blocks are, in order, the parts of the source that
stand between pairs of `// [name]` lines. Prints the first block that is not."""
import re
import sys
import textwrap

page, source = (open(name, encoding="ascii").read() for name in sys.argv[1:3])
parts = re.findall(r"^ *// \[(\w+)\]\n(.*?)\n *// \[\1\]$", source, re.S | re.M)
blocks = re.findall(r"^```cpp\n(.*?)\n```$", page, re.S | re.M)
if len(parts) != len(blocks) or not parts:
    sys.exit(f"{len(blocks)} blocks on the page, {len(parts)} parts in the source")
for (name, part), block in zip(parts, blocks):
    if textwrap.dedent(part) != block:
        sys.exit(f"the block of part [{name}] differs; the source has:\n{textwrap.dedent(part)}")

#!/usr/bin/env python3
"""Fails if two files of a crate use each other, directly or through others.

A file uses another if its code, tests left out, names an item of it by a path: `use super::a::B`,
`crate::a::b()`, or `a::b()` for a file below it. A re-export counts as the file that it comes from.
A declaration, `mod a;`, is no use.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USE = re.compile(r"\buse ([^;]+);")
PUBLIC_USE = re.compile(r"\bpub(?:\([^)]*\))? use ([^;]+);")
PATH = re.compile(r"\b(?:crate|super)(?:::\w+)+")


def code(text):
    """The text without comments, and without the tests at its end."""
    text = re.sub(r"//.*", "", text)
    return text.partition("#[cfg(test)]\nmod tests")[0]


def files(source):
    """The files of a crate by their module's path, and their code."""
    modules = {}
    for file in source.rglob("*.rs"):
        path = file.relative_to(source).with_suffix("").parts
        if path == ("main",) and (source / "lib.rs").exists():
            continue
        modules[path[:-1] if path[-1] in ("mod", "lib", "main") else path] = code(file.read_text())
    return modules


def paths(tree):
    """The paths of a `use`, without braces: `a::{b, c::d}` is `a::b` and `a::c::d`."""
    match = re.fullmatch(r"(.*?)\{(.*)\}", tree.strip(), re.DOTALL)
    if not match:
        return [tree.partition(" as ")[0].strip()]
    found, depth, part = [], 0, ""
    for letter in match[2] + ",":
        depth += (letter == "{") - (letter == "}")
        if letter == "," and depth == 0:
            found += [match[1] + path for path in paths(part)] if part.strip() else []
            part = ""
        else:
            part += letter
    return found


class Crate:
    """The files of a crate and what each uses."""

    def __init__(self, source):
        self.modules = files(source)
        self.reexports = {}
        for module, text in self.modules.items():
            for path in [path for use in PUBLIC_USE.findall(text) for path in paths(use)]:
                found = self.find(path, module)
                if found and found[1]:
                    self.reexports[module, found[1][-1]] = found[0]
        self.uses = {module: self.used(module) for module in self.modules}

    def find(self, path, module):
        """The module that a path of a module leads to, and the rest of the path."""
        names = path.replace(" ", "").split("::")
        here = module
        if names[0] == "crate":
            here, names = (), names[1:]
        elif names[0] in ("self", "super"):
            while names and names[0] in ("self", "super"):
                here, names = here[: len(here) - (names[0] == "super")], names[1:]
        elif (*module, names[0]) not in self.modules:
            return None
        while names and (*here, names[0]) in self.modules:
            here, names = (*here, names[0]), names[1:]
        return here, names

    def used(self, module):
        """The other files whose items a file names."""
        text = self.modules[module]
        named = [path for use in USE.findall(PUBLIC_USE.sub("", text)) for path in paths(use)]
        rest = USE.sub("", text)
        named += PATH.findall(rest)
        for below in self.modules:
            if below[:-1] == module and below and re.search(rf"(?<![\w:]){below[-1]}::", rest):
                named.append(below[-1])
        found = set()
        for path in named:
            target = self.find(path, module)
            if target:
                here, names = target
                while names and (here, names[0]) in self.reexports:
                    here = self.reexports[here, names[0]]
                found.add(here)
        return found - {module}

    def circle(self):
        """The files of a circle; empty if there is none."""
        left = {module: set(uses) for module, uses in self.uses.items()}
        while True:
            ends = {module for module, uses in left.items() if not uses & left.keys()}
            ends |= {module for module in left if not any(module in uses for uses in left.values())}
            if not ends:
                return sorted(left)
            left = {module: uses for module, uses in left.items() if module not in ends}


def main():
    found = False
    for manifest in sorted(ROOT.glob("*/**/Cargo.toml")):
        source = manifest.parent / "src"
        if "target" in manifest.relative_to(ROOT).parts or not source.exists():
            continue
        circle = Crate(source).circle()
        if circle:
            found = True
            names = ", ".join("::".join(module) or "lib" for module in circle)
            print(f"{source.relative_to(ROOT)}: these files use each other in a circle: {names}")
    if found:
        sys.exit("Move what both use into a file of its own.")


main()

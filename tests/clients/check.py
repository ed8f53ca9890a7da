"""Imports each operation of the generated Python client.

Usage: check.py FOLDER OPERATION ...    (the folder of the package, the operations' ids)
"""

import importlib
import pkgutil
import re
import sys

sys.path.insert(0, sys.argv[1])
api = importlib.import_module("python.api")
found = {
    module.name.rsplit(".", 1)[1]: importlib.import_module(module.name)
    for module in pkgutil.walk_packages(api.__path__, "python.api.")
    if not module.ispkg
}
wanted = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in sys.argv[2:]}
missing = sorted(name for name in wanted if not hasattr(found.get(name), "sync_detailed"))
print("\n".join(f"no {name}" for name in missing), end="\n" if missing else "")
sys.exit(bool(missing))

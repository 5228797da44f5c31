"""The query engine for the static site: Oxigraph as WebAssembly, from the npm package ``oxigraph``.

Nothing of the package is part of cakg. It is fetched with npm, or read from a file, and used only if its checksum is
the expected one. A page opened from disk may read no file but scripts, so the engine and the graph become scripts that
hold packed data as text.
"""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import tarfile
import tempfile
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha512
from pathlib import Path

from cakg.errors import CakgError
from cakg.graph import KnowledgeGraph
from cakg.store.serialise import serialise

VERSION = "0.5.11"
"""The version of the npm package ``oxigraph``."""
SHA512 = "zKdgmp1tsrutGzC1lCCywwZRPpLJKaJnKSDWoY2hIhMiwiCRRXNN1DU7WUyTInBvgPKT8Y5N+RgwTL8qKXpLng=="
"""The SHA-512 checksum of its archive in Base64, as npm lists it."""

_SPECIFIER = f"oxigraph@{VERSION}"
_FILE = f"oxigraph-{VERSION}.tgz"
_SECONDS = 120
_LARGEST = 50_000_000  # bytes; the archive has 3 million
_PARTS = {"engine-module": "package/web.js", "engine-wasm": "package/web_bg.wasm"}
"""The script for each file of the archive that a browser needs."""
_NOTICE = f"""oxigraph {VERSION}, JavaScript and WebAssembly (https://github.com/oxigraph/oxigraph)

The scripts engine-module.js and engine-wasm.js contain files of the npm package oxigraph {VERSION}, unchanged and
packed. The package is licensed under MIT or Apache-2.0. Its MIT licence:

Copyright (c) 2018 Oxigraph developers

Permission is hereby granted, free of charge, to any
person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the
Software without restriction, including without
limitation the rights to use, copy, modify, merge,
publish, distribute, sublicense, and/or sell copies of
the Software, and to permit persons to whom the Software
is furnished to do so, subject to the following
conditions:

The above copyright notice and this permission notice
shall be included in all copies or substantial portions
of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF
ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A
PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT
SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION
OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR
IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.
"""


class EngineError(CakgError):
    """The engine for the static site cannot be fetched or read."""


def archive(given: Path | None = None) -> bytes:
    """Return the archive of the npm package: from the file *given*, or fetched with npm.

    Raises :class:`EngineError` if it is not there or has another checksum.
    """
    if given is None:
        return _checked(_fetched(), f"what npm fetched as {_SPECIFIER}")
    try:
        with given.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise EngineError(f"{given}: cannot be read: {error.strerror}", remedy=_remedy()) from error
    return _checked(data, str(given))


def scripts(package: bytes, kg: KnowledgeGraph) -> Mapping[str, bytes]:
    """Return the files that pages with the engine load, by name: the engine's parts, its licence and the graph."""
    with tarfile.open(fileobj=io.BytesIO(package), mode="r:gz") as files:
        parts = {name: _member(files, member) for name, member in _PARTS.items()}
    parts["engine-graph"] = serialise(kg.engine, "ntriples")
    found = {f"{name}.js": _script(name, content) for name, content in parts.items()}
    return {**found, "engine-licence.txt": _NOTICE.encode()}


def _fetched() -> bytes:
    """Return the archive as npm fetches it; no script of the package is run."""
    npm = shutil.which("npm")
    if npm is None:
        raise EngineError("npm is not installed, so the engine cannot be fetched", remedy=_remedy())
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--ignore-scripts", "--silent", _SPECIFIER]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise EngineError(f"npm did not fetch {_SPECIFIER} in {_SECONDS} s", remedy=_remedy()) from error
        file = Path(folder, _FILE)
        if done.returncode or not file.is_file():
            why = next(filter(None, map(str.strip, done.stderr.splitlines())), "it wrote no file")
            raise EngineError(f"npm could not fetch {_SPECIFIER}: {why}", remedy=_remedy())
        return file.read_bytes()


def _checked(data: bytes, what: str) -> bytes:
    if b64encode(sha512(data).digest()).decode() != SHA512:
        raise EngineError(f"{what} is not the package {_SPECIFIER}: its SHA-512 is another", remedy=_remedy())
    return data


def _remedy() -> str:
    return f"run `npm pack {_SPECIFIER}` where npm is installed, and give the file: --engine {_FILE}"


def _member(files: tarfile.TarFile, name: str) -> bytes:
    file = files.extractfile(name)
    if file is None:
        raise EngineError(f"the package {_SPECIFIER} has no file {name}")
    return file.read()


def _script(name: str, content: bytes) -> bytes:
    """Return a script that keeps *content*, packed and in Base64, as ``cakgEngine.parts[name]``."""
    packed = b64encode(gzip.compress(content, mtime=0)).decode()
    return f'cakgEngine.parts["{name}"] = "{packed}";\n'.encode()

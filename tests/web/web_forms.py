"""ODK Web Forms, the engine of ODK Central's own pages, served on this machine.

Its package and Vue come from the npm registry, pinned by hash, and are kept
between runs; what the registry sends is only ever read by the browser.
"""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

REGISTRY = "https://registry.npmjs.org/"
PACKAGES = {
    "web-forms": (
        "@getodk/web-forms/-/web-forms-0.22.0.tgz",
        (
            "vG4ZWWqIUNNXVab8qdLtPouxv8fOjJNIloWcWbTn8hSeID9f2tBeSHV89Avptw+BRyj2YDFmrFrK"
            "DYNwErD5Jg=="
        ),
    ),
    "vue": (
        "vue/-/vue-3.5.45.tgz",
        (
            "3cvsib8m9c0vB24+MDKsgcW4+Da4xaBl9Z/5Tbm2pmSIsRPxcil4cdXjXlVsmJ2g64XJo5h+IRd7"
            "rsdGT9pZaw=="
        ),
    ),
}
VUE = "vue/dist/vue.runtime.esm-browser.prod.js"
# Which letters this machine can draw: one that it cannot looks like no letter.
PAGE = f"""\
<!doctype html><meta charset="utf-8"><div id="app"></div>
<script type="importmap">{{"imports": {{"vue": "/{VUE}"}}}}</script>
<script type="module">
import {{ createApp, h }} from "vue";
import {{ OdkWebForm, webFormsPlugin }} from "/web-forms/dist/index.js";
const formXml = await (await fetch("/form.xml")).text();
const fetchFormAttachment = async () => new Response("", {{ status: 404 }});
const app = createApp({{ render: () => h(OdkWebForm, {{
  formXml, fetchFormAttachment, missingResourceBehavior: "BLANK" }}) }});
app.use(webFormsPlugin).mount("#app");
const drawn = letter => {{
  const sheet = new OffscreenCanvas(40, 40).getContext("2d");
  sheet.font = "24px sans-serif";
  sheet.fillText(letter, 4, 30);
  return sheet.getImageData(0, 0, 40, 40).data.join();
}};
setTimeout(() => {{
  const root = document.documentElement, unknown = drawn("\\u0378");
  const letters = [...new Set(document.body.innerText)];
  const lost = letters.filter(one => /\\p{{L}}/u.test(one) && drawn(one) === unknown);
  document.body.dataset.lost = lost.join("");
  document.body.dataset.wide = String(root.scrollWidth > root.clientWidth);
}}, 4000);
</script>
"""


def unpacked(folder: Path) -> Path:
    """Give a folder with the packages in it, fetched when they are not there."""
    for name, (path, integrity) in PACKAGES.items():
        place = folder / f"{name}-{integrity[:8].replace('/', '_')}"
        if not place.is_dir():
            answer = requests.get(REGISTRY + path, timeout=60)
            answer.raise_for_status()
            found = base64.b64encode(hashlib.sha512(answer.content).digest()).decode()
            assert found == integrity, f"{name} is not what was pinned"
            with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
                archive.extractall(place, filter="data")
        link = folder / name
        if not link.exists():
            link.symlink_to(place / "package")
    return folder


@contextmanager
def showing(folder: Path, xform: str) -> Iterator[str]:
    """Serve the engine with a form; give the address of its page."""
    (folder / "form.xml").write_text(xform, encoding="utf-8")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/page.html"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""

"""Configuration files for web servers: caching, types, compression, errors and headers.

The site is a folder of files that any host can serve. With this configuration a server also sends
types, lets browsers keep what never changes, serves the compressed copies and adds the headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from builder.security import Rule
from builder.serve import TYPES

POLICY = "Content-Security-Policy"

FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control for files whose name contains a hash of their content."""

ASK = "no-cache"
"""Cache-Control for all others: kept, and revalidated each time."""

PORT = 8080

IMAGE = "docker.io/library/debian:trixie-slim"
PACKAGES = ("nginx", "libnginx-mod-http-brotli-static")
MODULE = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
USER = "33:33"
"""The container's base image, the packages it installs, and its user (Debian's www-data)."""


def nginx(rules: Iterable[Rule], base: str = "/") -> str:
    """Return a server block for nginx ≥ 1.18, to be included under http.

    `rules` are the headers of the site, `base` is the path of the site on its host.
    """
    rules = tuple(rules)
    types = dict[str, list[str]]()
    for ending, kind in sorted(TYPES.items()):
        types.setdefault(kind.partition(";")[0], []).append(ending[1:])
    rows = "\n".join(f"        {kind} {' '.join(ends)};" for kind, ends in sorted(types.items()))
    texts = sorted({kind.partition(";")[0] for kind in TYPES.values() if "charset" in kind})
    everywhere = {
        name: said for rule in rules if rule.path == "*" for name, said in rule.headers.items()
    }
    added = "\n".join(
        f'    add_header {name} "{said}" always;' for name, said in everywhere.items()
    )
    policies = "\n".join(
        f'    "{_pattern(base, rule.path)}" "{rule.headers[POLICY]}";'
        for rule in rules
        if POLICY in rule.headers
    )
    return f"""\
# 站点文件夹放在 /srv/site；换了位置就改 root。 / The site is in /srv/site; change root if it is not.
# 放在子路径下（如 /policy/）：发布时设 SITE_URL，把文件夹放到 /srv/site/policy。
# Below a path such as /policy/: release with SITE_URL, put the folder at /srv/site/policy.

map $uri $site_cache {{
    default "{ASK}";
    "~\\.html$" "{ASK}";
    "~[.-][0-9a-f]{{8,64}}[./]" "{FOREVER}";
}}

map $uri $site_policy {{
    # 新加的文件夹，换上新的配置以前也受保护。 / Also for folders that a later release adds.
    default "{_policy_of(rules, "404.html")}";
{policies}
}}

server {{
    listen {PORT};
    listen [::]:{PORT};  # 主机停用了 IPv6 的，删去这一行。 / To be deleted where the host has no IPv6.
    root /srv/site;
    index index.html;
    server_tokens off;
    absolute_redirect off;

    types {{
{rows}
    }}
    default_type application/octet-stream;
    charset utf-8;
    charset_types {" ".join(kind for kind in texts if kind != "text/html")};

    # 旁边有 .gz、.br 的，直接发压缩好的。 / Where a .gz or .br lies beside a file, that is sent.
    gzip_static on;
    gzip_vary on;
    # brotli_static on;  # 需要 / needs libnginx-mod-http-brotli-static

    add_header Cache-Control $site_cache always;
    add_header {POLICY} $site_policy always;
{added}

    error_page 403 404 =404 {base}404.html;
    location / {{
        try_files $uri $uri/ =404;
    }}
    location ~ ^(?<site_base>.*)/en/ {{
        error_page 403 404 =404 $site_base/en/404.html;
        try_files $uri $uri/ =404;
    }}
}}
"""


def _policy_of(rules: Iterable[Rule], path: str) -> str:
    """Return the policy of the page at a path; empty if it has none."""
    return next(
        (rule.headers[POLICY] for rule in rules if rule.path == path and POLICY in rule.headers), ""
    )


def _pattern(base: str, path: str) -> str:
    """Return the nginx pattern of a rule's path; a folder is requested as its index.html."""
    begins = f"~^{re.escape(base + path.removesuffix('*'))}"
    return begins if path.endswith("*") else rf"{begins}(index\.html)?$"


def container(base: str = "/") -> str:
    """Return a Containerfile: `docker build -f hosting/Containerfile .` in the release's folder."""
    return f"""\
# 在发布文件夹里运行 / run in the folder of the release:
#   docker build -t srdi -f hosting/Containerfile .
#   docker run -p {PORT}:{PORT} --read-only --tmpfs /tmp srdi
FROM {IMAGE}
RUN apt-get update \\
    && apt-get install -y --no-install-recommends {" ".join(PACKAGES)} \\
    && rm -rf /var/lib/apt/lists/*
COPY hosting/container.conf /etc/nginx/nginx.conf
COPY hosting/nginx.conf /etc/nginx/site.conf
COPY site /srv/site{base.rstrip("/")}
# 配置有错，镜像就做不成。 / A mistake in the configuration ends the build.
RUN nginx -e stderr -t && rm -rf /tmp/*
# 即 www-data；写成数字，集群才认得出不是 root。
# This is www-data, by its number: from that, clusters see that it is not root.
USER {USER}
EXPOSE {PORT}
STOPSIGNAL SIGQUIT
CMD ["nginx", "-e", "stderr"]
"""


def inside() -> str:
    """Return the container's main nginx configuration; it writes only to /tmp and stdout."""
    folders = "\n".join(
        f"    {name}_temp_path /tmp/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""\
# 容器里的 nginx：不用 root，只写 /tmp，日志交给容器。
# nginx in the container: not root, it writes to /tmp alone, and the container has its log.
load_module {MODULE};
daemon off;
worker_processes auto;
pid /tmp/nginx.pid;
error_log stderr;

events {{
    worker_connections 1024;
}}

http {{
    access_log /dev/stdout;
    sendfile on;
    tcp_nopush on;
    brotli_static on;
{folders}
    include /etc/nginx/site.conf;
}}
"""


def files(rules: Iterable[Rule], base: str) -> Iterator[tuple[str, str]]:
    """Yield every file as its name below hosting/ and its content."""
    yield "nginx.conf", nginx(rules, base)
    yield "container.conf", inside()
    yield "Containerfile", container(base)


def caching(path: str) -> str:
    """Return the Cache-Control header for a path of the site."""
    named = re.search(r"[.-][0-9a-f]{8,64}[./]", path) and not path.endswith(".html")
    return FOREVER if named else ASK

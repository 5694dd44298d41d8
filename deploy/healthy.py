"""Whether the web process in this container answers: ends with 0 if so. It is asked under the public name."""

import http.client
import os
import sys
from urllib.parse import urlsplit

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
connection.request("GET", "/healthz", headers={"Host": urlsplit(os.environ["PUBLIC_URL"]).netloc})
sys.exit(connection.getresponse().status != 200)

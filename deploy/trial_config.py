"""JupyterHub's settings for hub_trial.py: this machine only, anybody may log in. Not for a real hub.

hub_trial.py says by environment variables where things are.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 (JupyterHub brings it)
place = Path(os.environ["TRIAL_FOLDER"])
hub_port, inner_port, proxy_port = os.environ["TRIAL_PORTS"].split()

c.JupyterHub.bind_url = f"http://127.0.0.1:{hub_port}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{inner_port}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = [os.environ["TRIAL_PROXY"], "--log-level", "warn"]
c.JupyterHub.db_url = f"sqlite:///{place}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(place / "cookie_secret")
c.JupyterHub.cleanup_servers = True
c.JupyterHub.cleanup_proxy = True
c.JupyterHub.concurrent_spawn_limit = 100
c.JupyterHub.log_level = "WARN"

c.JupyterHub.authenticator_class = "dummy"  # anybody, any password: only because nobody else gets in
c.Authenticator.allow_all = True

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(place / "home" / "jupyter-{username}")
c.Spawner.cmd = [str(Path(sys.executable).with_name("jupyterhub-singleuser"))]
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
c.Spawner.default_url = "/lab"
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL"]
c.Spawner.start_timeout = c.Spawner.http_timeout = 240

c.JupyterHub.services = [{"name": "trial", "api_token": os.environ["TRIAL_TOKEN"]}]
c.JupyterHub.load_roles = [
    {
        "name": "trial",
        "services": ["trial"],
        "scopes": ["admin:users", "admin:servers", "access:servers", "list:users", "read:users:activity"],
    }
]

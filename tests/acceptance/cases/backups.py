"""Backups, and what comes back from them."""

import os
import pathlib
import re
import shutil
import subprocess

from harness.case import case, elsewhere
from harness.command import run
from harness.waits import until_written
from harness.wire import Call, decode, encode


def restored(server, backup):
    """Puts a backup in the place of the data, as after a lost disk."""
    server.stop()
    shutil.rmtree(server.data)
    server.comptoird("restore", backup).must()
    server.start()


def position(shop):
    """Where a watch begins now: the revision and the history."""
    with Call(shop.server.port, "events.v1.EventService/WatchEvents",
              shop.token.read_text().strip()) as watch:
        watch.send(encode("events.v1.WatchEventsRequest", ""), end=True)
        text = decode("events.v1.WatchEventsResponse", watch.receive() or b"")
    revision = re.search(r"revision: (\d+)", text)
    history = re.search(r'history: "(\w+)"', text)
    return revision.group(1) if revision else "", history.group(1) if history else ""


@case(33, "a watcher of before a restore is told that this is another history")
def other_history(check, world):
    server = world.server("--http_port=0")
    shop = server.shop()
    shop.customer(given_name="Before")
    backup = server.folder / "backup"
    server.comptoird("backup", backup).must()
    for i in range(3):
        shop.customer(given_name=f"Lost{i}")
    revision, history = position(shop)
    check.true("a watch names its history", revision and history, (revision, history))
    seen = shop.file("watch.log", "")
    with seen.open("wb") as log:
        watcher = subprocess.Popen(
            [server.programs.cli, "watch", "--json", "--server", server.address, "--token-file",
             shop.token], stdout=log, stderr=log,
            env=server.programs.environment(shop.folder))
        try:
            until_written(lambda: "watching" in seen.read_text(), [seen], "the watch", watcher)
            restored(server, backup)
            for i in range(6):
                shop.customer(given_name=f"After{i}")
            for what, words in (("watch", ("watch", "--count", "1", "--timeout", "20")),
                                ("events list", ("events", "list"))):
                answer = shop.cli(*words, "--after", revision, "--history", history)
                check.equal(what, answer.reason, "HISTORY_CHANGED")
            until_written(
                lambda: watcher.poll() is not None or "After" in seen.read_text(), [seen],
                "the watcher to be told", watcher)
            # By the name of the history, or sooner, by a revision that is not there yet.
            check.true("a watch that runs is told", re.search(
                "HISTORY_CHANGED|REVISION_IN_FUTURE", seen.read_text()), seen.read_text())
        finally:
            watcher.kill()
            watcher.wait()
    fresh = position(shop)
    check.true("the new history has another name", fresh[1] != history, fresh)


@case(49, "a backup is a copy: damage to it does not reach the data")
def copies(check, world):
    server = world.server("--http_port=0")
    shop = server.shop()
    for i in range(20):
        shop.customer(given_name=f"Person{i}", note="x" * 500)
    backup = server.folder / "backup"
    server.comptoird("backup", backup).must()
    live = {(path.stat().st_dev, path.stat().st_ino) for path in server.data.rglob("*")
            if path.is_file()}
    files = [path for path in backup.rglob("*") if path.is_file()]
    check.true("the backup has files", len(files) > 3, files)
    for path in files:
        seen = path.stat()
        check.true(f"{path.name} is no link", seen.st_nlink == 1 and not path.is_symlink()
                   and (seen.st_dev, seen.st_ino) not in live, seen)
        size = path.stat().st_size
        path.chmod(0o600)
        with path.open("r+b") as file:
            file.seek(max(size // 2 - 32, 0))
            file.write(os.urandom(min(64, size)))
    server.stop()
    verify = server.comptoird("verify")
    check.equal("the data are whole", verify.code, 0)
    damaged = run(server.programs.server, "restore", backup,
                  f"--data_dir={server.folder}/other",
                  environment=server.programs.environment(server.folder))
    check.true("the damaged backup is refused", not damaged.ok, damaged)


@case(42, "a failed restore leaves nothing, and says what is damaged")
def failed_restore(check, world):
    server = world.server("--http_port=0")
    shop = server.shop()
    shop.customer()
    backup = server.folder / "backup"
    server.comptoird("backup", backup).must()
    server.stop()
    damaged = max((backup / "db").glob("*.sst"), key=lambda path: path.stat().st_size)
    damaged.chmod(0o600)
    content = bytearray(damaged.read_bytes())
    content[20:60] = b"x" * 40
    damaged.write_bytes(content)
    target = server.folder / "new" / "data"
    target.parent.mkdir()
    answer = run(server.programs.server, "restore", backup, f"--data_dir={target}",
                 environment=server.programs.environment(server.folder))
    check.true("it fails", not answer.ok)
    check.has("the damaged file is named", answer.err, damaged.name)
    check.equal("nothing is left behind", [str(path) for path in target.parent.rglob("*")], [])


@case(42, "a backup without the HTTP port says what it needs; a full disk is called so")
def backup_needs(check, world):
    server = world.server()
    server.shop()
    answer = server.comptoird("backup", server.folder / "backup")
    check.true("it fails", not answer.ok)
    check.has("says what it needs", answer.err, "--http_port")
    server.stop()
    check.true("stopped, it needs none", server.comptoird("backup", server.folder / "b2").ok)
    disk = server.folder / "disk"
    disk.mkdir()
    small = run("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                'mount -t tmpfs -o size=16k,mode=0700 none "$1" && '
                'exec "$2" backup "$1/backup" "$3"', "sh", disk, server.programs.server,
                f"--data_dir={server.data}", environment=server.programs.environment(server.folder))
    check.true("a full disk: it fails", not small.ok)
    check.has("a full disk: it is called so", small.err, "No space left")


@case(42, "a damaged database names the file and what to do, and callers see no path")
def damaged_database(check, world):
    server = world.server()
    shop = server.shop()
    for i in range(40):
        shop.customer(given_name=f"Person{i}")
    server.kill()
    logs = sorted((server.data / "db").glob("*.log"), key=lambda path: path.stat().st_size)
    content = bytearray(logs[-1].read_bytes())
    middle = len(content) // 2
    content[middle:middle + 40] = b"\xa5" * 40
    logs[-1].write_bytes(content)
    answer = run(server.programs.server, f"--data_dir={server.data}", "--insecure_loopback",
                 "--listen=127.0.0.1:0", "--http_port=-1", patience=30,
                 environment=server.programs.environment(server.folder))
    check.true("it does not serve", answer.code not in (0, -1), answer)
    check.has("the file is named", answer.err, logs[-1].name)
    check.true("there is advice", "restore" in answer.err or "backup" in answer.err, answer)
    verify = server.comptoird("verify")
    check.true("verify fails, too", not verify.ok)
    check.has("verify names the file", verify.text, logs[-1].name)


elsewhere(42, "verify and backup work on a volume that cannot be written to",
          "//tests/operations:confined_test")


@case(50, "a backup follows no link and goes nowhere where others could change it")
def no_links(check, world):
    server = world.server("--http_port=0")
    server.shop()
    folder = server.folder
    theirs = folder / "theirs"
    theirs.mkdir(mode=0o700)
    (folder / "link").symlink_to(theirs)
    answer = server.comptoird("backup", folder / "link")
    check.true("a link for a target is refused", not answer.ok, answer)
    check.equal("nothing went through it", list(theirs.iterdir()), [])
    check.true("a dangling link is refused", not dangling(server, folder).ok)

    open_folder = folder / "open"
    open_folder.mkdir()
    open_folder.chmod(0o777)
    answer = server.comptoird("backup", open_folder / "backup")
    check.true("a folder that others can change is refused", not answer.ok, answer)

    unfinished = folder / "mine.unfinished"
    unfinished.mkdir()
    (unfinished / "precious").write_text("kept")
    server.comptoird("backup", folder / "mine").must()
    check.true("what is called unfinished is not deleted", (unfinished / "precious").exists())

    secret = folder / "secret"
    secret.write_text("not for backups")
    server.stop()
    backup = folder / "mine"
    victim = next(path for path in (backup / "db").iterdir() if path.suffix == ".sst" or
                  path.name == "CURRENT")
    victim.unlink()
    victim.symlink_to(secret)
    answer = run(server.programs.server, "restore", backup, f"--data_dir={folder}/back",
                 environment=server.programs.environment(folder))
    check.true("a link in a backup is refused", not answer.ok, answer)
    check.true("nothing is restored", not (folder / "back").exists())


def dangling(server, folder: pathlib.Path):
    (folder / "dangling").symlink_to(folder / "nowhere" / "yet")
    return server.comptoird("backup", folder / "dangling")


@case(50, "the server writes its HTTP port through no link")
def port_link(check, world):
    server = world.server("--http_port=0")
    server.stop()
    precious = server.folder / "precious"
    precious.write_text("kept")
    port_file = server.data / "http.port"
    port_file.unlink(missing_ok=True)
    port_file.symlink_to(precious)
    server.start()
    check.equal("what the link names", precious.read_text(), "kept")
    check.true("the port is published", server.comptoird("backup", server.folder / "b").ok)

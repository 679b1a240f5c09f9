/** Name of the launcher's file. */
export const launcherName = "driftloop_launcher.py";

/**
 * The Python program that a Databricks task runs. The project lives as one archive in a volume, because SQLite cannot work
 * on a volume itself; the launcher unpacks it, runs one task of a job, and puts it back, one task at a time.
 */
export const launcherSource = `"""Runs one task of a Driftloop job on Databricks. Written by \`driftloop export databricks\`; needs Python 3.8."""
import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time

STALE_AFTER_SECONDS = 600


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--state", required=True, help="folder of a volume that keeps project.tar")
    parser.add_argument("--command", default="driftloop", help="the driftloop command on this cluster")
    parser.add_argument("--job", required=True)
    parser.add_argument("--task", required=True)
    parser.add_argument("--token", required=True, help="the same for all tasks of one run")
    parser.add_argument("--parameter", action="append", default=[], help="name=value, value as JSON or text")
    return parser.parse_args()


def read_value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


class Turn:
    """One task at a time works on the project: a folder in the volume says who."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "turn")
        self.sign = os.path.join(self.path, "alive")
        self.ended = threading.Event()

    def touch(self):
        with open(self.sign, "w") as file:
            file.write(str(time.time()))

    def is_stale(self):
        try:
            with open(self.sign) as file:
                return time.time() - float(file.read() or 0) > STALE_AFTER_SECONDS
        except (OSError, ValueError):
            return False

    def keep_alive(self):
        while not self.ended.wait(60):
            self.touch()

    def __enter__(self):
        while True:
            try:
                os.mkdir(self.path)
                break
            except FileExistsError:
                if self.is_stale():
                    print("another task left without a word; going on", flush=True)
                    shutil.rmtree(self.path, ignore_errors=True)
                else:
                    time.sleep(5)
        self.touch()
        threading.Thread(target=self.keep_alive, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        shutil.rmtree(self.path, ignore_errors=True)


def unpack(archive, folder):
    with tarfile.open(archive) as tar:
        tar.extractall(folder)


def pack(folder, archive):
    partial = archive + ".partial"
    with tempfile.NamedTemporaryFile(suffix=".tar", delete=False) as local:
        with tarfile.open(fileobj=local, mode="w") as tar:
            tar.add(folder, arcname=".")
    shutil.copyfile(local.name, partial)
    os.remove(local.name)
    os.replace(partial, archive)


def tell_values(output):
    """Plain values of the task's output, for condition tasks of the job."""
    try:
        from pyspark.dbutils import DBUtils
        from pyspark.sql import SparkSession

        values = DBUtils(SparkSession.builder.getOrCreate()).jobs.taskValues
    except Exception as error:
        print("task values are not told: %s" % error, flush=True)
        return
    for key, value in (output or {}).items():
        if isinstance(value, (str, int, float, bool)):
            values.set(key=key, value=value)


def run_task(arguments, folder):
    parameters = dict(entry.split("=", 1) for entry in arguments.parameter)
    command = shlex.split(arguments.command) + [
        "run",
        arguments.job,
        "--until",
        arguments.task,
        "--token",
        arguments.token,
        "--parameters",
        json.dumps({name: read_value(text) for name, text in parameters.items()}),
        "--project",
        folder,
        "--json",
    ]
    print("running: %s" % " ".join(shlex.quote(part) for part in command), flush=True)
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    print(ended.stdout, flush=True)
    return ended.returncode, ended.stdout


def main():
    arguments = parse_arguments()
    archive = os.path.join(arguments.state, "project.tar")
    folder = tempfile.mkdtemp(prefix="driftloop-")
    with Turn(arguments.state):
        unpack(archive, folder)
        code, text = run_task(arguments, folder)
        pack(folder, archive)
    shutil.rmtree(folder, ignore_errors=True)
    if code != 0:
        raise SystemExit("driftloop ended with exit code %d" % code)
    document = json.loads(text)
    tell_values(document.get("output") if isinstance(document.get("output"), dict) else {})


if __name__ == "__main__":
    main()
    sys.stdout.flush()
`;

"""The command as a process: started, killed, and the most memory that it occupied."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import tempfile
import termios
import threading
import time


class Wrong(Exception):
    """Something is not as it has to be."""


class Process:
    """A running command, which prints to the file `out`. With the block that it is for, it ends."""

    def __init__(self, arguments, out, stderr=None):
        self.errors = tempfile.TemporaryFile()
        self.started = time.monotonic()
        errors = self.errors if stderr is None else stderr
        self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
        # The most memory that it occupied so far, in MiB; none where the system does not say. What it says of a child
        # that has ended would count what this process occupies, too.
        self.peak = self.seconds = None
        threading.Thread(target=self.watch, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def watch(self):
        while self.seconds is None:
            try:
                with open(f"/proc/{self.process.pid}/status") as status:
                    peaks = [int(line.split()[1]) >> 10 for line in status if line.startswith("VmHWM:")]
                    self.peak = max(peaks, default=self.peak)
            except OSError:
                return
            self.has_ended()
            time.sleep(0.02)

    def has_ended(self):
        if self.seconds is None and self.process.poll() is not None:
            self.seconds = time.monotonic() - self.started
        return self.seconds is not None

    def said(self):
        """What it said on standard error."""
        self.errors.seek(0)
        return self.errors.read().decode()

    def complete(self):
        """Waits until it ends by itself, with all of its work done."""
        while not self.has_ended():
            time.sleep(0.02)
        if self.process.returncode != 0:
            raise Wrong(f"{self.process.args} ended with {self.process.returncode}: {self.said()}")
        return self

    def signal(self, by):
        if not self.has_ended():
            self.process.send_signal(by)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait()
        self.has_ended()


class Moments:
    """When a command is killed: so many lines heard in all, or none to wait for; then so long after, or while it
    prints; by what signal."""

    def __init__(self, draw, lines, kills):
        points = sorted(draw.randrange(1, lines) for _ in range(kills))
        signals = [signal.SIGKILL] * kills
        for place, by in zip(draw.sample(range(kills), 2), [signal.SIGINT, signal.SIGTERM]):
            signals[place] = by
        printing = draw.sample(range(kills), kills // 2)
        delays = [None if place in printing else draw.uniform(0, 0.1) for place in range(kills)]
        self.moments = list(zip(points, delays, signals))
        # While it goes through what it has already, and while there is no table yet.
        for _ in range(2):
            self.moments.insert(draw.randrange(kills // 2, kills), (0, draw.uniform(0, 0.2), signal.SIGKILL))
        self.moments.insert(0, (0, draw.uniform(0, 0.05), signal.SIGKILL))

    def __len__(self):
        return len(self.moments)


def disturbed(arguments, out, moments):
    """Runs a command to its end, killed at some moments and started again each time; the most memory it occupied. What
    it prints is appended to a file."""
    peaks, lines = [], 0
    for point, delay, by in moments.moments:
        with Listener(out) as listener, Process(arguments, listener.pipe) as process:
            while lines + listener.lines < point and not process.has_ended():
                listener.listen()
            if delay is None:
                listener.let_wait(process)
            else:
                listener.listen(delay)
            if process.has_ended():
                code = process.process.returncode
                raise Wrong(f"it ended with {code} before it was killed at {point} lines: {process.said()}")
            process.signal(by)
            # Asked to end, it prints what it is at first, and would wait for ever with nobody listening.
            while not process.has_ended():
                listener.listen()
            listener.listen()
            lines += listener.lines
        peaks.append(process.peak)
    with open(out, "ab") as file, Process(arguments, file) as process:
        peaks.append(process.complete().peak)
    return max((peak for peak in peaks if peak is not None), default=None)


class Listener:
    """The other end of a pipe that a command prints to, which appends to a file what it hears."""

    def __init__(self, out):
        self.file, self.lines = open(out, "ab"), 0
        self.ours, self.pipe = os.pipe()
        os.set_blocking(self.ours, False)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            # A page: whoever prints more than a few lines has to wait until they are heard.
            fcntl.fcntl(self.pipe, fcntl.F_SETPIPE_SZ, 4_096)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        os.close(self.ours)
        os.close(self.pipe)

    def listen(self, seconds=0.005):
        """Hears what is said for so long."""
        end = time.monotonic() + seconds
        while True:
            select.select([self.ours], [], [], max(0, end - time.monotonic()))
            try:
                piece = os.read(self.ours, 1 << 16)
            except BlockingIOError:
                return
            self.file.write(piece)
            self.lines += piece.count(b"\n")

    def let_wait(self, process):
        """Hears nothing until the command waits with a line that has no room in the pipe."""
        waiting, since = 0, time.monotonic()
        while not process.has_ended() and (waiting == 0 or time.monotonic() - since < 0.3):
            held = struct.unpack("i", fcntl.ioctl(self.ours, termios.FIONREAD, b"\0" * 4))[0]
            if held != waiting:
                waiting, since = held, time.monotonic()
            time.sleep(0.01)


def on_terminal(arguments, out):
    """Runs a command whose standard error is a terminal, to its end; with what it wrote there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    written = b""
    with open(out, "ab") as file, Process(arguments, file, stderr=theirs) as process:
        os.close(theirs)
        try:
            while piece := os.read(ours, 1 << 16):
                written += piece
        except OSError:
            pass  # So Linux says that nobody has the other side any more.
        os.close(ours)
        return process.complete(), written.decode(errors="replace")

"""The command as a process: starts it, kills it, and records its peak memory."""

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
    """A result is not as expected."""


class Process:
    """A running command, which prints to the file `out`. As a context manager it kills the command at the end."""

    def __init__(self, arguments, out, stderr=None):
        self.errors = tempfile.TemporaryFile()
        self.started = time.monotonic()
        errors = self.errors if stderr is None else stderr
        self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
        # Peak memory of the process so far, in MiB; None if the system does not report it. The
        # usage of an ended child would count this process as well.
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
        """Its output on standard error."""
        self.errors.seek(0)
        return self.errors.read().decode()

    def complete(self):
        """Waits until it ends successfully."""
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
    """When a command is killed: after a total number of lines (or none), then after a delay or while it is blocked on
    its output, and with which signal."""

    def __init__(self, draw, lines, kills):
        points = sorted(draw.randrange(1, lines) for _ in range(kills))
        signals = [signal.SIGKILL] * kills
        for place, by in zip(draw.sample(range(kills), 2), [signal.SIGINT, signal.SIGTERM]):
            signals[place] = by
        printing = draw.sample(range(kills), kills // 2)
        delays = [None if place in printing else draw.uniform(0, 0.1) for place in range(kills)]
        self.moments = list(zip(points, delays, signals))
        # Two kills while it repeats known work, and one before the table exists.
        for _ in range(2):
            self.moments.insert(draw.randrange(kills // 2, kills), (0, draw.uniform(0, 0.2), signal.SIGKILL))
        self.moments.insert(0, (0, draw.uniform(0, 0.05), signal.SIGKILL))

    def __len__(self):
        return len(self.moments)


def disturbed(arguments, out, moments):
    """Runs a command to its end; it is killed at some moments and started again each time. Its output is appended to a
    file. Returns its peak memory."""
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
            # After SIGINT or SIGTERM it finishes the current output, and would block forever
            # without a reader.
            while not process.has_ended():
                listener.listen()
            listener.listen()
            lines += listener.lines
        peaks.append(process.peak)
    with open(out, "ab") as file, Process(arguments, file) as process:
        peaks.append(process.complete().peak)
    return max((peak for peak in peaks if peak is not None), default=None)


class Listener:
    """The reading end of a pipe for the output of a command. Appends what it reads to a file."""

    def __init__(self, out):
        self.file, self.lines = open(out, "ab"), 0
        self.ours, self.pipe = os.pipe()
        os.set_blocking(self.ours, False)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            # One page, so that the command blocks after a few lines until they are read.
            fcntl.fcntl(self.pipe, fcntl.F_SETPIPE_SZ, 4_096)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        os.close(self.ours)
        os.close(self.pipe)

    def listen(self, seconds=0.005):
        """Reads for a number of seconds."""
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
        """Reads nothing until the pipe is full and the command is blocked."""
        waiting, since = 0, time.monotonic()
        while not process.has_ended() and (waiting == 0 or time.monotonic() - since < 0.3):
            held = struct.unpack("i", fcntl.ioctl(self.ours, termios.FIONREAD, b"\0" * 4))[0]
            if held != waiting:
                waiting, since = held, time.monotonic()
            time.sleep(0.01)


def on_terminal(arguments, out):
    """Runs a command whose standard error is a terminal to its end. Returns the process and what it wrote there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    written = b""
    with open(out, "ab") as file, Process(arguments, file, stderr=theirs) as process:
        os.close(theirs)
        try:
            while piece := os.read(ours, 1 << 16):
                written += piece
        except OSError:
            pass  # On Linux this means that the other side is closed.
        os.close(ours)
        return process.complete(), written.decode(errors="replace")

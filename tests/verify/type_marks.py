#!/usr/bin/env python3
"""type_marks.py PROGRAM ARTICLE: types tags into the reader in a pseudo-terminal, one after the other, and prints
`ACK TAG` when the screen says that it is saved. The reader dies with this script (PR_SET_PDEATHSIG), so that
killing the script with SIGKILL kills the reader the same way."""
import ctypes, fcntl, os, pty, re, select, signal, struct, subprocess, sys, termios, time

program, article = sys.argv[1:3]
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))


def become():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


reader = subprocess.Popen([program, article], stdin=slave, stdout=slave, stderr=slave, preexec_fn=become,
                          env=dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8"))
os.close(slave)


def screen(seconds):
    """What is written within this time, without escape sequences."""
    seen, end = b"", time.time() + seconds
    while (left := end - time.time()) > 0:
        if select.select([master], [], [], left)[0]:
            try:
                seen += os.read(master, 1 << 16)
            except OSError:
                sys.exit("the reader has ended")
    return re.sub(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|[()].|[=>])", "", seen.decode("utf-8", "replace"))


seen = ""
while "claim 1 of" not in seen:                   # the text comes before its claims
    os.write(master, b"<l\x0c")
    seen += screen(0.05)
number = 0
while True:
    number += 1
    tag = f"w{os.getpid():x}n{number}"
    os.write(master, b"t" + tag.encode() + b"\r")
    seen = ""                                     # a frame can come in two pieces
    for _ in range(200):
        os.write(master, b"\x0c")                 # drawn anew, so that the whole line comes
        seen += screen(0.02)
        if f"{tag} · saved" in seen:
            print("ACK", tag, flush=True)
            break
    # The next claim: thousands of tags on one are nobody's.
    os.write(master, b"<l" if number % 10 == 0 else b"l")

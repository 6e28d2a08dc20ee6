#!/usr/bin/env python3
"""Documents that want to do harm, read by the reader, by `show` and by `analyze`.

    python3 tests/verify/hostile.py PROGRAM TOOLS [--sizes 80x24,120x40,200x60] [--only REGEX] [--short]

TOOLS holds ptyguard.py (judges every byte that a program sends to its terminal) and hostile/make_hostile.py (makes
the documents, with what must not be seen of them, what has to be, and how much time and memory they may take). Checked:

    reader    no control sequence from content, no hang, no crash, the terminal left as it was
    commands  the same for `show` and `analyze`, exit codes, seconds of work, megabytes of the largest process
    hidden    what a document hides stands in no claim and is counted in a notice
    calls     by strace: no socket, no program but the worker, nothing written but in the home folder

Formats that make_hostile.py has no document of, or none that hides something, have one each made here.

--short takes a file or a few of each kind, at one size. Prints a line for each finding and a table; exits 1 if there
is a finding. Skips, saying so, what it has no program for.
"""
import argparse, json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, time, zipfile

parser = argparse.ArgumentParser()
parser.add_argument("program"), parser.add_argument("tools")
parser.add_argument("--sizes", default="80x24,120x40,200x60"), parser.add_argument("--only", default="")
parser.add_argument("--short", action="store_true")
asked = parser.parse_args()
program, tools = os.path.realpath(asked.program), pathlib.Path(asked.tools).resolve()
work = pathlib.Path(tempfile.mkdtemp(prefix="hostile"))
corpus, home = work / "corpus", work / "home"
home.mkdir()
env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"}
env |= {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
# Seconds are those of a release on a machine that does nothing else.
slow = 6 if asked.short else 2
rows, found = [], 0


def finding(text):
    global found
    found += 1
    print(f"FOUND: {text}", flush=True)


def readable(entry):
    return bytes.fromhex(entry["name_hex"]).decode("utf-8", "backslashreplace").encode("unicode_escape").decode()


def row(part, files, before, started):
    rows.append((part, files, found - before, time.monotonic() - started))


more = [] if asked.short else ["--special", "--huge"]
subprocess.run([sys.executable, tools / "hostile/make_hostile.py", corpus, *more], check=True, stdout=subprocess.DEVNULL)


# --- documents of our own -----------------------------------------------------------------------------------------
def zipped(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # As the formats ask for.
            stored = name == "mimetype"
            archive.writestr(name, content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


def own():
    """Each asks for a file and an address, has an escape for the terminal, hides words and says AFTER-."""
    page = ("<p>AFTER-{0} &#27;]0;PWNED&#7; &#x9b;31m</p><p style='display:none'>HIDDEN-{0} he resigned</p><p hidden>HIDDEN-{0}</p>"
            "<script>SCRIPT-{0}</script><img src='http://evil.example/x'><iframe src='file:///etc/passwd'></iframe>")
    odt = """<office:document-content xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:xlink="x"><office:automatic-styles>
        <style:style style:name="V"><style:text-properties text:display="none"/></style:style></office:automatic-styles><office:body><office:text>
        <text:tracked-changes><text:changed-region><text:deletion><text:p>DELETED-Z31</text:p></text:deletion></text:changed-region></text:tracked-changes>
        <text:p>AFTER-Z31 &#x9b;31m \u202e<text:span text:style-name="V">VANISH-Z31</text:span></text:p><text:p><draw:image xlink:href="http://evil.example/x"/>
        <text:section><text:section-source xlink:href="file:///etc/passwd"/></text:section></text:p></office:text></office:body></office:document-content>"""
    zipped(corpus / "z31-hidden.odt", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": odt})
    package = ('<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
               '<item id="b" href="../../etc/passwd" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>')
    container = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
    zipped(corpus / "z32-hidden.epub", {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "book.opf": package,
                                        "a.xhtml": f"<html><body>{page.format('Z32')}</body></html>"})
    entity = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    items = [f"<item><title>One &amp;#27;]0;PWNED&amp;#7; &x;</title><description><![CDATA[{page.format('H31')}]]></description></item>",
             "<item><title>Two</title><link>javascript:alert(1)</link><description>later</description></item>"]
    (corpus / "h31-feed.xml").write_text(f"<?xml version='1.0'?>{entity}<rss version='2.0'><channel><title>\x7fFeed</title>{''.join(items)}</channel></rss>")
    mail = f"From: \x1b[31ma <a@evil.example>\nSubject: =?utf-8?q?=1B]0;PWNED=07?=\nMIME-Version: 1.0\nContent-Type: text/html\n\n{page}\n\n"
    (corpus / "m31-hidden.eml").write_text(mail.format("M31"))
    (corpus / "m32-box.mbox").write_text("From a Tue May 19 08:00:00 2026\n" + mail.format("M32") + "From a Tue May 19 09:00:00 2026\n" + mail.format("M33"))
    manifest = json.loads((corpus / "manifest.json").read_text())
    for name, need, cat in (("z31-hidden.odt", "AFTER-Z31", "zip"), ("z32-hidden.epub", "AFTER-Z32", "zip"), ("h31-feed.xml", "AFTER-H31", "html"),
                            ("m31-hidden.eml", "AFTER-M31", "mail"), ("m32-box.mbox", "AFTER-M32", "mail")):
        manifest["files"].append({"name": name, "name_hex": name.encode().hex(), "cat": cat, "note": "our own", "ok": "show", "need": need,
                                  "forbid": [b"\x1b]0;PWNED".hex(), b"\x9b31m".hex()], "secs": 2, "rss": 300, "bytes": 0})
    (corpus / "manifest.json").write_text(json.dumps(manifest))


own()
entries = json.loads((corpus / "manifest.json").read_text())["files"]
if asked.short:
    # Plain texts have a run of their own; of the others what is quick in a build that checks itself.
    asked.only = asked.only or r"^(h0[1-9]|h1[1-68]|h3|z0[1-35-9]|z[123]|p0[1-689]|p1|m0[1-689]|m1|m3)"
    asked.sizes = "80x24"
entries = [entry for entry in entries if re.search(asked.only, readable(entry))]

# --- the reader ---------------------------------------------------------------------------------------------------
few = r"^(h04|h08|h31|z01|z08|z17|z31|p02|p03|p06|m02|m08|m32)"
for size in asked.sizes.split(","):
    started, before = time.monotonic(), found
    guard = [sys.executable, tools / "ptyguard.py", "--corpus", corpus, "--size", size, "--limits", "--slack", "20"]
    guard += ["--only", few if asked.short else asked.only]
    guard += ["--do", "idle 0.2; send jjlG; idle 0.2; send Q", "--", program, "{}"]
    said = subprocess.run(guard, env=env, cwd=work, capture_output=True, text=True).stdout.splitlines()
    for line in said:
        if line.startswith("BAD"):
            finding(f"reader, {size}: {line[4:]}")
    files = sum(line.startswith(("ok ", "BAD")) for line in said)
    if not files:
        finding(f"reader, {size}: the guard said nothing")
    row(f"reader {size}", files, before, started)

# --- commands -----------------------------------------------------------------------------------------------------
# What tells that a control character has reached the terminal: all but line ends and tabs.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
HIDDEN = re.compile("(HIDDEN|INVISIBLE|OFFPAGE|DELETED|VANISH|SCRIPT|COMMENT|STYLE|NOSCRIPT)-[HMPZ]")
# One of each format hides something.
COUNTED = {"h08", "h31", "p17", "z17", "z31", "z32", "m31", "m32"}


# A small process in between: a child's memory begins with that of whoever starts it, and ours holds what was said.
LAUNCH = """
import os, sys
pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, code, used = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(code), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=os.fdopen(3, "w"))
"""


def command(name, entry, path):
    out, err, report = (open(work / part, "w+b") for part in ("out", "err", "report"))
    launch = [sys.executable, "-S", "-E", "-c", LAUNCH, program, name, path]
    start = ["sh", "-c", 'exec "$@" 3>"$0"', str(work / "report"), *launch]
    std = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": err}
    child = subprocess.Popen(start, **std, env=env, cwd=corpus, start_new_session=True)
    try:
        child.wait(90)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        finding(f"{name}: {readable(entry)}: it hangs")
        return None
    status, seconds, megabytes = (float(part) for part in report.read().split())
    status = int(status)
    out.seek(0), err.seek(0)
    shown, told = out.read(), err.read()
    problems = []
    if status not in (0, 1):
        problems.append(f"exit {status}")
    if entry["ok"] == "show" and status or entry["ok"] == "refuse" and not status:
        problems.append(f"exit {status} where it should {entry['ok']}")
    if status and not told.startswith(b"onrecord: "):
        problems.append("no reason is told")
    if seconds > entry["secs"] * slow:
        problems.append(f"{seconds:.1f} s of work")
    if megabytes > entry["rss"] * (2 if asked.short else 1):
        problems.append(f"{megabytes:.0f} MB")
    if "panicked" in told.decode("utf-8", "replace"):
        problems.append("a panic")
    texts = (shown + told).decode("utf-8", "replace")
    if bad := CONTROL.search(texts):
        problems.append(f"U+{ord(bad[0]):04X} on the terminal")
    if name == "show":
        problems += [f"{b[:24]} on the terminal" for b in entry["forbid"] if bytes.fromhex(b) in shown + told]
        if entry["need"] and not status and entry["need"] not in texts:
            problems.append(f"{entry['need']} is missing")
    for problem in problems:
        finding(f"{name}: {readable(entry)}: {problem}")
    return (status, shown, seconds, megabytes)


slowest, largest = {}, {}
hidden = hidden_files = 0
for name in ("show",) if asked.short else ("show", "analyze"):
    started, before = time.monotonic(), found
    for entry in entries:
        # A file that root can read is no riddle.
        if entry["cat"] == "special" and "unreadable" in entry["name"] and os.geteuid() == 0:
            continue
        done = command(name, entry, b"./" + bytes.fromhex(entry["name_hex"]))
        if done is None:
            continue
        status, shown, seconds, megabytes = done
        slowest[name] = max(slowest.get(name, (0, "")), (seconds, readable(entry)))
        largest[name] = max(largest.get(name, (0, "")), (megabytes, readable(entry)))
        if entry["cat"] in ("html", "zip", "pdf", "mail") and not status:
            hidden_files += name == "show"
            text = shown.decode("utf-8", "replace")
            if leak := HIDDEN.search(text):
                finding(f"{name}: {readable(entry)}: {leak[0]} is read")
                hidden += 1
            told = "left out" in text if name == "show" else '"hidden-text"' in text
            if readable(entry)[:3] in COUNTED and not told:
                finding(f"{name}: {readable(entry)}: what is hidden is not counted")
    row(name, len(entries), before, started)

# --- system calls -------------------------------------------------------------------------------------------------
WATCHED = "%network,execve,execveat,open,openat,openat2,creat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate,mknod,mknodat,chmod,fchmodat,ptrace"
CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")


SEVERAL = ("h31", "m32")


def calls(log, what, entry, status, said):
    """The calls that a reader of documents has no business with. `status` is that of the program, `said` what it
    showed: a run that shows nothing tells nothing."""
    executed = 0
    if not log.exists() or status not in (0, 1):
        finding(f"{what}: it did not run, or not to its end: exit {status}")
        return
    if status == 0 and entry["need"] and entry["need"] not in said:
        finding(f"{what}: it ran and did not show {entry['need']}")
    for line in log.read_text(errors="replace").splitlines():
        call = CALL.match(line)
        if not call:
            continue
        name, rest = call[1], call[2]
        if "= -1 " in rest and name not in ("socket", "connect"):
            continue
        if name in ("execve", "execveat"):
            executed += 1
            # strace starts the program; the program starts itself as a worker.
            if f'"{program}"' not in rest and "/proc/self/exe" not in rest:
                finding(f"{what}: {line}")
        elif name in ("open", "openat", "openat2", "creat"):
            path = (re.search(r'"([^"]*)"', rest) or ["", ""])[1]
            writes = re.search(r"O_WRONLY|O_RDWR|O_CREAT", rest) or name == "creat"
            if writes and not path.startswith((str(home), "/dev/tty", "/dev/null", "/dev/pts/")):
                finding(f"{what}: {line}")
        elif name == "socketpair":
            # A pair without a name: how threads wake each other up.
            if "AF_UNIX" not in rest:
                finding(f"{what}: {line}")
        elif name in ("sendto", "recvfrom", "sendmsg", "recvmsg", "shutdown", "setsockopt", "getsockopt"):
            continue
        elif name == "ptrace" or name in ("socket", "connect", "bind", "listen", "accept", "accept4"):
            finding(f"{what}: {line}")
        else:
            if not any(str(home) in part for part in re.findall(r'"([^"]*)"', rest)):
                finding(f"{what}: {line}")
    # The program, and its worker where the document is no plain text.
    expected = 2 if entry["cat"] in ("html", "zip", "pdf", "mail") else 1
    # In the reader, the list of several articles and the one that is opened have a worker each.
    expected += what.startswith("calls, reader") and entry["name"].startswith(SEVERAL)
    if executed != expected and (status == 0 or executed > expected):
        finding(f"{what}: {executed} programs were started instead of {expected}")
    log.unlink()


def traces():
    try:
        return subprocess.run(["strace", "-o", os.devnull, "/bin/true"], capture_output=True).returncode == 0
    except OSError:
        return False


if traces():
    # One that can be read of each format, and the malicious ones that ask for files, programs and addresses.
    names = r"^(e01|h08|h14|h31|z01|z02|z07|z09|z21|z31|p01|p13|m01|m08|m11|m32)"
    if asked.short:
        names = r"^(h14|h31|z01|z31|p13|m08|m32)"
    some = [e for e in json.loads((corpus / "manifest.json").read_text())["files"] if re.search(names, e["name"])]
    started, before, log = time.monotonic(), found, work / "trace"
    for entry in some:
        path = b"./" + bytes.fromhex(entry["name_hex"])
        strace = ["strace", "-f", "-qq", "-s", "200", "-e", f"trace={WATCHED}", "-o", str(log)]
        done = subprocess.run([*strace, program, "show", path], env=env, cwd=corpus, capture_output=True, timeout=120)
        calls(log, f"calls, show: {readable(entry)}", entry, done.returncode, done.stdout.decode("utf-8", "replace"))
        # Of several articles the first is opened.
        first = "send \\r; idle 0.5; " if entry["name"].startswith(SEVERAL) else ""
        screen = work / "screen"
        keys = f"idle 0.5 20; {first}snapshot {screen}; send jjl1; idle 0.3; send Q"
        screen.unlink(missing_ok=True)
        guard = [sys.executable, str(tools / "ptyguard.py"), "--timeout", "60", "--do", keys, "--", *strace, program, path]
        done = subprocess.run(guard, env=env, cwd=corpus, capture_output=True, timeout=120, text=True)
        status = re.search(r"exit=(\d+)", done.stdout)
        shown = screen.read_text(errors="replace") if screen.exists() else ""
        calls(log, f"calls, reader: {readable(entry)}", entry, int(status[1]) if status else None, shown)
    row("calls", 2 * len(some), before, started)
else:
    print("calls: skipped, strace is not here or may not trace")

shutil.rmtree(work, ignore_errors=True)
print(f"\n{'part':<16} {'files':>6} {'findings':>9} {'seconds':>8}")
for part, files, findings, seconds in rows:
    print(f"{part:<16} {files:>6} {findings:>9} {seconds:>8.1f}")
for name in slowest:
    print(f"{name}: most work {slowest[name][0]:.1f} s ({slowest[name][1]}), most memory {largest[name][0]:.0f} MB ({largest[name][1]})")
print(f"hidden: {hidden_files} documents with mark-up were read, {hidden} showed what they hide")
print(f"{sum(files for _, files, _, _ in rows)} runs, {found} findings")
sys.exit(1 if found else 0)

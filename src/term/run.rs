//! The loop: wait, change the state, do what it asks for, draw.

use super::keeper::Keeper;
use super::screen::Screen;
use super::work::{self, Post, Reader};
use super::{editor, guard, input, look, programs};
use crate::app::{App, Effect, Event, LibraryRow, update};
use crate::base::{Error, ErrorKind, Hash, Result};
use crate::command::Keymap;
use crate::config::Config;
use crate::document::Document;
use crate::load::Format;
use crate::view::{self, Look};
use crossterm::clipboard::CopyToClipboard;
use crossterm::{execute, terminal};
use jiff::Timestamp;
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::signal::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// What to show first.
#[derive(Clone, Debug)]
pub enum First {
    /// An article, at this claim (from 1) if one was named.
    Article(Arc<Document>, Option<usize>),
    /// The beginning of an article; the rest is read beside the screen.
    Beginning {
        /// The beginning.
        document: Arc<Document>,
        /// The file.
        path: PathBuf,
        /// What it is, if told.
        format: Option<Format>,
        /// The claim to open it at, from 1, if one was named.
        claim: Option<usize>,
    },
    /// The briefings read before; the practice briefing if there are none.
    Library,
    /// The entries of a feed or mailbox, to pick from.
    Entries(Vec<LibraryRow>),
}

/// What the reader is started with.
#[derive(Clone, Debug)]
pub struct Session {
    /// Settings.
    pub config: Config,
    /// What is wrong in them.
    pub config_errors: Vec<Error>,
    /// Who annotates.
    pub creator: String,
    /// The file that keeps annotations; `None` if there is no home to keep them in.
    pub store: Option<PathBuf>,
    /// Whether colours are unwanted.
    pub no_color: bool,
    /// What to show first.
    pub first: First,
}

/// Signals that end the program, after it has tidied up.
const ENDING: [i32; 4] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT];

/// How long the first frame waits for what makes it complete.
const MOMENT: Duration = Duration::from_millis(25);

/// Runs the reader until it is left.
///
/// # Errors
/// When the terminal can't be used, or vanishes.
pub fn run(session: Session) -> Result<()> {
    if super::is_dumb() {
        return Err(Error::new(ErrorKind::Terminal, "cannot use the terminal", "it can't place the cursor (TERM)")
            .hint("`onrecord show FILE` prints plain lines"));
    }
    let mut reader = Running::start(session)?;
    let ended = reader.serve();
    reader.stop(ended)
}

/// Everything that runs.
struct Running {
    app: App,
    look: Look,
    screen: Screen,
    guard: guard::Guard,
    mouse: bool,
    input_limit: u64,
    keys: Keys,
    wake: UnixStream,
    events: Receiver<Event>,
    post: Post,
    signals: Signals,
    keeper: Keeper,
    reader: Reader,
    /// The text that is being understood, or was.
    reading: Option<Hash>,
    /// Whether the rest of the first article is still wanted.
    wanted: Arc<AtomicBool>,
}

/// Where key presses come from.
enum Keys {
    Stdin(io::Stdin),
    Tty(File),
}

impl Keys {
    fn open() -> Result<Self> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            return Ok(Self::Stdin(stdin));
        }
        File::open("/dev/tty").map(Self::Tty).map_err(|error| {
            Error::new(ErrorKind::Terminal, "cannot read keys", error)
                .at_place("/dev/tty")
                .hint("`onrecord show` needs no terminal")
        })
    }

    fn fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Stdin(stdin) => stdin.as_fd(),
            Self::Tty(file) => file.as_fd(),
        }
    }
}

/// Flags that signals raise; each also wakes the loop.
struct Signals {
    ending: Vec<(i32, Arc<AtomicBool>)>,
    stop: Arc<AtomicBool>,
    resume: Arc<AtomicBool>,
    resize: Arc<AtomicBool>,
}

impl Signals {
    fn listen(wake: &UnixStream) -> io::Result<Self> {
        let watch = |signal| -> io::Result<Arc<AtomicBool>> {
            let flag = Arc::new(AtomicBool::new(false));
            signal_hook::flag::register(signal, Arc::clone(&flag))?;
            signal_hook::low_level::pipe::register(signal, wake.try_clone()?)?;
            Ok(flag)
        };
        let ending = ENDING.into_iter().map(|signal| Ok((signal, watch(signal)?))).collect::<io::Result<_>>()?;
        Ok(Self { ending, stop: watch(SIGTSTP)?, resume: watch(SIGCONT)?, resize: watch(SIGWINCH)? })
    }
}

/// How the loop ended.
enum Ended {
    /// The reader left.
    Quit,
    /// By a signal, which is raised again after tidying up.
    Signal(i32),
}

fn wrong(error: io::Error) -> Error {
    Error::new(ErrorKind::Terminal, "cannot use the terminal", error)
}

impl Running {
    fn start(session: Session) -> Result<Self> {
        let Session { config, config_errors, creator, store, no_color, first } = session;
        let keys = Keys::open()?;
        let (wake, waker) = UnixStream::pair().map_err(wrong)?;
        wake.set_nonblocking(true).map_err(wrong)?;
        waker.set_nonblocking(true).map_err(wrong)?;
        // crossterm watches for resizes too. It must have begun before we do, so that what it
        // is told of one is there when we are woken by it; see `serve`.
        let _ = crossterm::event::poll(Duration::ZERO);
        let signals = Signals::listen(&waker).map_err(wrong)?;
        let (sender, events) = channel();
        let post = Post::new(sender, waker);

        let (keymap, key_errors) = Keymap::new(&config.keys);
        let config = Arc::new(config);
        let size = terminal::size().map_err(wrong)?;
        let app = App::new(Arc::clone(&config), keymap, creator.clone(), size);

        let versions = config.reading.versions;
        let keeper = Keeper::start(store, creator, versions, post.again()?);
        let reader = Reader::new();
        let mut reading = None;
        let wanted = Arc::new(AtomicBool::new(true));
        match &first {
            First::Beginning { path, format, claim, .. } => {
                let rest =
                    work::Rest { path: path.clone(), format: *format, limit: config.limits.input, claim: *claim };
                work::read_rest(rest, Arc::clone(&wanted), &keeper, post.again()?);
            }
            First::Article(document, claim) => {
                // Understanding begins while the terminal is being set up.
                reader.start(Arc::clone(document), 0, post.again()?);
                reading = Some(document.text.hash);
                keeper.look(Arc::clone(document), *claim);
            }
            First::Library => keeper.act(Effect::ListLibrary, Timestamp::now()),
            First::Entries(_) => {}
        }
        guard::hook();
        let guard = guard::Guard;
        guard::enter(config.view.mouse)?;
        let look = look::choose(&config, no_color);
        let screen = Screen::new(size);
        let mistakes: Vec<Error> = config_errors.into_iter().chain(key_errors).collect();
        if let Some(first) = mistakes.first() {
            let more = if mistakes.len() > 1 { format!(" (and {} more)", mistakes.len() - 1) } else { String::new() };
            post.send(Event::Notice(format!("{first}{more}")));
        }
        let (mouse, input_limit) = (config.view.mouse, config.limits.input);
        let mut running = Self {
            app,
            look,
            screen,
            guard,
            mouse,
            input_limit,
            keys,
            wake,
            events,
            post,
            signals,
            keeper,
            reader,
            reading,
            wanted,
        };
        running.open_first(first)?;
        Ok(running)
    }

    /// Waits a moment for what is known of the article and for its claims, so that a short
    /// one appears whole and where it was left; a long one, or one on a slow disk, appears
    /// without them.
    fn open_first(&mut self, first: First) -> Result<()> {
        let until = Instant::now() + MOMENT;
        let mut early = Vec::new();
        let (mut opened, mut understood, mut noted) = (None, false, false);
        let waits = !matches!(first, First::Entries(_) | First::Beginning { .. });
        while waits && opened.is_none() || matches!(first, First::Article(..)) && !(understood && noted) {
            let Ok(event) = self.events.recv_timeout(until.saturating_duration_since(Instant::now())) else { break };
            understood |= matches!(event, Event::Analysed(_, _, true));
            noted |= matches!(event, Event::Notes(..) | Event::ReadOnly(_));
            match event {
                Event::Opened { .. } | Event::Library(_) => opened = Some(event),
                other => early.push(other),
            }
        }
        let opened = opened.or(match first {
            First::Article(document, claim) => Some(Event::Opened { document, resume: None, claim }),
            First::Beginning { document, .. } => Some(Event::Begun(document)),
            First::Library => None,
            First::Entries(rows) => Some(Event::Entries(rows)),
        });
        // Claims before notes, so that what notes say can name the claims they are on.
        early.sort_by_key(|event| !matches!(event, Event::Analysed(..)));
        opened.into_iter().chain(early).try_for_each(|event| self.take(event))
    }

    fn serve(&mut self) -> Result<Ended> {
        self.draw()?;
        // For the test that a panic gives the terminal back.
        #[cfg(debug_assertions)]
        assert!(std::env::var_os("ONRECORD_PANIC").is_none(), "asked to panic");
        loop {
            let gone = self.wait()?;
            let mut waiting = Vec::new();
            while let Ok(event) = self.events.try_recv() {
                waiting.push(event);
            }
            for (signal, flag) in &self.signals.ending {
                if flag.swap(false, Ordering::SeqCst) {
                    return Ok(Ended::Signal(*signal));
                }
            }
            if gone {
                // The terminal has vanished without telling by a signal.
                return Ok(Ended::Signal(SIGHUP));
            }
            if self.signals.stop.swap(false, Ordering::SeqCst) {
                self.suspend()?;
            }
            if self.signals.resume.swap(false, Ordering::SeqCst) {
                guard::leave();
                guard::enter(self.mouse)?;
                self.redraw()?;
            }
            if self.signals.resize.swap(false, Ordering::SeqCst)
                && let Ok((width, height)) = terminal::size()
            {
                waiting.push(Event::Resized(width, height));
            }
            // Also when no key woke us: crossterm, finding a resize and keys at once, would
            // tell of the resize and forget that there are keys until the next one.
            while crossterm::event::poll(Duration::ZERO).map_err(wrong)? {
                waiting.extend(input::event(crossterm::event::read().map_err(wrong)?));
            }
            if waiting.is_empty() {
                continue;
            }
            for event in waiting {
                self.take(event)?;
                if self.app.quit {
                    return Ok(Ended::Quit);
                }
            }
            self.draw()?;
        }
    }

    /// Waits for keys, work that is done, or a signal; tells whether the terminal is gone.
    fn wait(&mut self) -> Result<bool> {
        let keys = self.keys.fd();
        let mut fds = [PollFd::new(&keys, PollFlags::IN), PollFd::new(&self.wake, PollFlags::IN)];
        match poll(&mut fds, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(wrong(error.into())),
        }
        let tty = fds[0].revents();
        let woken = fds[1].revents();
        if woken.contains(PollFlags::IN) {
            let mut bytes = [0; 256];
            while (&self.wake).read(&mut bytes).is_ok_and(|count| count == bytes.len()) {}
        }
        Ok(tty.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL))
    }

    /// Changes the state, and does what it asks for.
    fn take(&mut self, event: Event) -> Result<()> {
        let now = Timestamp::now();
        if let Event::Opened { document, resume, .. } = &event
            && self.reading != Some(document.text.hash)
        {
            self.reading = Some(document.text.hash);
            // Of what is open already, in another version or only its beginning, what is looked at.
            let open = self.app.article.as_ref().filter(|open| open.document.text.origin == document.text.origin);
            let near = resume.unwrap_or_else(|| open.map_or(0, |open| open.page.first_byte()));
            self.reader.start(Arc::clone(document), near, self.post.again()?);
        }
        let effects = update(&mut self.app, event, now);
        effects.into_iter().try_for_each(|effect| self.perform(effect, now))
    }

    fn perform(&mut self, effect: Effect, now: Timestamp) -> Result<()> {
        match effect {
            Effect::Open(origin) => {
                self.wanted.store(false, Ordering::SeqCst);
                work::fetch(origin, self.input_limit, &self.keeper, self.post.again()?);
            }
            Effect::Reload => {
                if let Some(article) = &self.app.article {
                    let origin = article.document.text.origin.clone();
                    work::fetch(origin, self.input_limit, &self.keeper, self.post.again()?);
                }
            }
            Effect::Weigh(start) => {
                if let Some(article) = &self.app.article {
                    work::weigh(Arc::clone(&article.document), start, self.post.again()?);
                }
            }
            Effect::Compare => {
                if let Some(article) = &self.app.article {
                    self.keeper.compare(Arc::clone(&article.document), Arc::clone(&article.analysis));
                }
            }
            Effect::RunEditor(text) => {
                guard::leave();
                let edited = editor::edit(&text);
                guard::enter(self.mouse)?;
                self.redraw()?;
                match edited {
                    Ok(text) => self.post.send(Event::Edited(text)),
                    Err(error) => self.post.send(Event::Failed(error)),
                }
            }
            Effect::OpenLink(address) => {
                programs::open_link(&self.app.config.programs.open_link, address, self.post.again()?);
            }
            Effect::Pipe { command, words } => programs::pipe(command, words, self.post.again()?),
            // Written between frames, as one sequence.
            Effect::Copy(text) => {
                execute!(io::stdout().lock(), CopyToClipboard::to_clipboard_from(text)).map_err(wrong)?;
            }
            Effect::Suspend => self.suspend()?,
            Effect::Redraw => self.redraw()?,
            other => self.keeper.act(other, now),
        }
        Ok(())
    }

    /// Stops until the shell goes on with the program.
    fn suspend(&mut self) -> Result<()> {
        guard::leave();
        // Stops the process; it goes on here after SIGCONT, whose flag sets the screen up.
        signal_hook::low_level::emulate_default_handler(SIGTSTP).map_err(wrong)?;
        self.signals.resume.store(false, Ordering::SeqCst);
        guard::enter(self.mouse)?;
        if let Ok((width, height)) = terminal::size() {
            update(&mut self.app, Event::Resized(width, height), Timestamp::now());
        }
        self.redraw()
    }

    /// Draws everything anew, whatever the terminal shows.
    fn redraw(&mut self) -> Result<()> {
        self.screen.forget();
        self.draw()
    }

    fn draw(&mut self) -> Result<()> {
        let (app, look) = (&self.app, &self.look);
        self.screen.draw(app.size, |grid| view::draw(app, look, grid)).map_err(wrong)
    }

    /// Tidies up: what is typed is kept, the terminal is as it was.
    fn stop(self, ended: Result<Ended>) -> Result<()> {
        guard::leave();
        let now = Timestamp::now();
        if !matches!(ended, Ok(Ended::Quit)) {
            // The effects of leaving were not asked for.
            self.app.keep_place().into_iter().for_each(|effect| self.keeper.act(effect, now));
        }
        self.keeper.close();
        drop(self.guard);
        match ended {
            Ok(Ended::Quit) => Ok(()),
            Ok(Ended::Signal(signal)) => {
                // End as the signal would have ended us, so that whoever sent it can tell.
                signal_hook::low_level::emulate_default_handler(signal).map_err(wrong)
            }
            Err(error) => Err(error),
        }
    }
}

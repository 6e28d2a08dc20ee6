//! Giving rights up, for good.

use super::Allowance;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};

/// What is in force in a worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Landlock: "fully enforced (ABI 7)", or why not.
    pub landlock: String,
    /// Whether only listed system calls are let through.
    pub seccomp: bool,
    /// Bytes of memory, seconds of processor time.
    pub limits: (u64, u64),
}

/// Bytes of stack: parsers of nested things call themselves.
const STACK: u64 = 64 << 20;

/// Locks this process, which has one thread, in. `None` if a limit could not be set or a filter that the system has
/// was refused: then nothing may be read.
pub(super) fn confine(allowance: &Allowance) -> Option<Report> {
    let limit = |resource: Resource, soft: u64, hard: u64| {
        let most = getrlimit(resource).maximum.unwrap_or(u64::MAX);
        setrlimit(resource, Rlimit { current: Some(soft.min(most)), maximum: Some(hard.min(most)) }).ok()
    };
    limit(Resource::As, allowance.memory, allowance.memory)?;
    // The first limit asks to end, the second ends.
    limit(Resource::Cpu, allowance.cpu, allowance.cpu + 1)?;
    limit(Resource::Stack, STACK, STACK)?;
    limit(Resource::Fsize, 0, 0)?;
    limit(Resource::Core, 0, 0)?;
    limit(Resource::Nproc, 0, 0)?;
    let landlock = landlock();
    // Standard streams are open already.
    limit(Resource::Nofile, 0, 0)?;
    let seccomp = seccomp()?;
    Some(Report { landlock, seccomp, limits: (allowance.memory, allowance.cpu) })
}

/// No file, no port, no signal to others, as far as this kernel knows these.
#[cfg(target_os = "linux")]
fn landlock() -> String {
    use landlock::{ABI, Access, AccessFs, AccessNet, LandlockStatus, Ruleset, RulesetAttr, RulesetStatus, Scope};
    let newest = ABI::V6;
    let restricted = Ruleset::default()
        .handle_access(AccessFs::from_all(newest))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(newest)))
        .and_then(|rules| rules.scope(Scope::from_all(newest)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    match restricted {
        Err(error) => format!("refused: {error}"),
        Ok(status) => {
            let version = match status.landlock {
                LandlockStatus::Available { effective_abi, kernel_abi } => {
                    format!("ABI {}", kernel_abi.unwrap_or(effective_abi as i32))
                }
                LandlockStatus::NotEnabled => "the kernel has it switched off".to_owned(),
                LandlockStatus::NotImplemented => "the kernel does not have it".to_owned(),
            };
            match status.ruleset {
                RulesetStatus::FullyEnforced => format!("fully enforced ({version})"),
                RulesetStatus::PartiallyEnforced => format!("partly enforced ({version})"),
                RulesetStatus::NotEnforced => format!("not enforced ({version})"),
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn landlock() -> String {
    "not on this system".to_owned()
}

/// Everything but these system calls ends the process. `Some(false)` where there is no such filter.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
fn seccomp() -> Option<bool> {
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen as Len, SeccompCmpOp as Op, SeccompCondition, SeccompFilter,
        SeccompRule, apply_filter,
    };
    use std::collections::BTreeMap;
    /// Memory that can be run as code (`mman.h`).
    const PROT_EXEC: u64 = 4;
    let only = |argument: u8, op: Op, value: u64| -> Option<Vec<SeccompRule>> {
        let condition = SeccompCondition::new(argument, Len::Dword, op, value).ok()?;
        Some(vec![SeccompRule::new(vec![condition]).ok()?])
    };
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = [
        // the three pipes
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        // memory
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        // locks, time, chance
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_getrandom,
        libc::SYS_restart_syscall,
        // ends and signals of its own
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ]
    .into_iter()
    .map(|call| (call, Vec::new()))
    .collect();
    rules.insert(libc::SYS_mmap, only(2, Op::MaskedEq(PROT_EXEC), 0)?);
    rules.insert(libc::SYS_mprotect, only(2, Op::MaskedEq(PROT_EXEC), 0)?);
    let own = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, only(0, Op::Eq, own)?);
    let arch = std::env::consts::ARCH.try_into().ok()?;
    let filter = SeccompFilter::new(rules, SeccompAction::KillProcess, SeccompAction::Allow, arch).ok()?;
    let program: BpfProgram = filter.try_into().ok()?;
    match apply_filter(&program) {
        Ok(()) => Some(true),
        // Kernels without it, and those below another filter that forbids more.
        Err(seccompiler::Error::Seccomp(error)) if error.raw_os_error() == Some(libc::EINVAL) => Some(false),
        Err(_) => None,
    }
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn seccomp() -> Option<bool> {
    Some(false)
}

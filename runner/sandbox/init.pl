# The first process of a sandbox: builds what is left to build, unpacks the program's files, starts the program, watches
# its limits, ends everything that it started, and reports. bwrap starts it as process 1 of its own namespaces; where
# there are none it confines itself with Landlock. It needs perl-base alone, which every Debian image has; `use` of even
# strict would cost more than the rest of its start (measured: 5 ms).
#
# 1. Nothing that the program started outlives this process: `kill -1` from here reaches exactly the sandbox (its pid
#    namespace, or its Landlock domain), atomically, however fast it forks.
# 2. The program can neither signal, trace, nor read this process: process 1 is immune and not dumpable; a Landlock
#    program is in a domain of its own below this one's.
# 3. The host opens no path that the program could write: files come in and artefacts go out as bytes, descriptor 4.
#
# Descriptors: 0-2 the program's; 3 the runner's line (JSON lines out; "k" in means kill, end means the runner is gone);
# 4 config and files in, artefact out. Records on 4: type (1 byte), lengths of two strings (u32 each), the strings.

my $arm = $ARGV[0] eq 'arm64';
my %NR = $arm
  ? (prctl => 167, prlimit => 261, seccomp => 277, mount => 40, capset => 91, dup3 => 24, sigmask => 135,
     signalfd => 74, clock => 113, rusage => 165, openat => 56, close => 57, setsid => 157)
  : (prctl => 157, prlimit => 302, seccomp => 317, mount => 165, capset => 126, dup3 => 292, sigmask => 14,
     signalfd => 289, clock => 228, rusage => 98, openat => 257, close => 3, setsid => 112);
my ($ticks, $page) = (0.02, 4096);
my ($PDEATHSIG, $DUMPABLE, $SUBREAPER, $NO_NEW_PRIVS) = (1, 4, 36, 38);
my $SIGCHLD = 1 << 16;

$SIG{PIPE} = 'IGNORE';
open my $line, '+<&=', 3 or exit 125;
open my $feed, '+<&=', 4 or exit 125;

sub report { syswrite $line, "$_[0]\n" }

sub fail {
    my $why = "@_: $!";
    $why =~ s/[^ -!#-\[\]-~]/?/g;
    report(qq({"type":"failed","why":"$why"}));
    sweep();
    exit 125;
}

sub taken {
    my ($length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        my $read = sysread $feed, $bytes, $length - length $bytes, length $bytes;
        next if !defined $read && $! == 4;
        # The runner is gone, or wants this sandbox no more.
        if (!$read) { sweep(); exit 0 }
    }
    return $bytes;
}

sub record {
    my ($type, $first, $second) = unpack 'a1NN', taken(9);
    return ($type, taken($first), taken($second));
}

sub control { syscall($NR{prctl}, $_[0], $_[1], 0, 0, 0) }

sub now {
    my $time = "\0" x 16;
    syscall($NR{clock}, 1, $time);
    my ($seconds, $nanos) = unpack 'qq', $time;
    return $seconds + $nanos / 1e9;
}

# User and system time in seconds and the largest resident set in KiB of what was waited for.
sub usage {
    my $usage = "\0" x 144;
    syscall($NR{rusage}, -1, $usage);
    my @n = unpack 'q5', $usage;
    return ($n[0] + $n[2] + ($n[1] + $n[3]) / 1e6, $n[4]);
}

# Kills and waits until nothing is left. One round is enough for whatever forks; the loop is for what is slow to die.
sub sweep {
    while (1) {
        kill 'KILL', -1;
        my $pid = waitpid -1, 0;
        next if $pid > 0;
        last if $! != 4;
    }
}

#-- What the runner wants ------------------------------------------------------------------------------------------

my (%c, @argv, %env, @grants, $filter);
while (1) {
    my ($type, $name, $value) = record();
    last if $type eq '.';
    if ($type eq 'c') { $c{$name} = $value }
    elsif ($type eq 'a') { push @argv, $name }
    elsif ($type eq 'e') { $env{$name} = $value }
    elsif ($type eq 'g') { push @grants, [$name, $value] }
    elsif ($type eq 's') { $filter = $name }
}

#-- The place ------------------------------------------------------------------------------------------------------

# One tmpfs behind /box, /tmp and /dev/shm: its size and its number of inodes bound all three together.
sub mount_box {
    my $mount = sub {
        my ($source, $target, $type, $flags, $options) = @_;
        syscall($NR{mount}, "$source\0", "$target\0", "$type\0", $flags, "$options\0") == 0 or fail("mount $target");
    };
    my ($NOSUID_NODEV, $BIND) = (6, 4096);
    $mount->('tmpfs', '/box', 'tmpfs', $NOSUID_NODEV, "size=$c{tmpBytes},nr_inodes=$c{inodes},mode=0755");
    for ((['tmp', '/tmp'], ['shm', '/dev/shm'], ['box', '/box'])) {
        my ($name, $target) = @$_;
        mkdir "/box/$name", 0755 or fail("mkdir $name");
        $mount->("/box/$name", $target, '', $BIND, '');
    }
    # Only to mount was it given these two capabilities (in its own user namespace), and it has mounted.
    for (21, 8) { syscall($NR{prctl}, 24, $_, 0, 0, 0) == 0 or fail('bounding set') }
    my ($header, $none) = (pack('LL', 0x20080522, 0), pack('L6', (0) x 6));
    syscall($NR{capset}, $header, $none) == 0 or fail('capset');
}

control($DUMPABLE, 0);
mount_box() if $c{tier} eq 'namespaces';
chdir '/box' or fail('chdir');

sub unpack_file {
    my ($path, $content, $mode) = @_;
    my $folder = '';
    while ($path =~ m{([^/]+)/}g) { $folder .= "$1/"; mkdir $folder, 0755 }
    open my $file, '>:raw', $path or fail("file $path");
    print $file $content;
    close $file or fail("file $path");
    chmod $mode, $path;
}

#-- The program ----------------------------------------------------------------------------------------------------

sub limit {
    my ($resource, $soft, $hard) = @_;
    my $pair = pack 'QQ', $soft, $hard // $soft;
    syscall($NR{prlimit}, 0, $resource, $pair, 0) == 0 or die "rlimit $resource: $!";
}

sub become_program {
    my ($go) = @_;
    $SIG{$_} = 'DEFAULT' for 'PIPE', 'FPE';    # perl ignores the second, and exec would keep it
    my $none = "\0" x 8;
    syscall($NR{sigmask}, 2, $none, 0, 8);
    control($DUMPABLE, 1);
    # When the machine runs out of memory, it is the program that goes.
    if (open my $score, '>', '/proc/self/oom_score_adj') { syswrite $score, '1000' }
    setpgrp;
    # Here, inside the user namespace, processes are counted for this sandbox alone.
    limit(6, $c{processes} + 1);
    limit(0, int($c{cpuMs} / 1000) + 2, int($c{cpuMs} / 1000) + 3);
    limit(1, $c{fileBytes});
    limit(4, 0);
    limit(7, $c{openFiles});
    limit(8, 65536);
    limit(12, 0);
    limit(9, $c{addressBytes}) if $c{addressBytes};
    %ENV = %env;
    if ($go) { syscall($NR{dup3}, fileno $go, 3, 0) == 3 or die "dup3: $!"; $ENV{TANDEM_GO} = 3 }
    # On exec every descriptor closes but these; until then the one that tells of failure stays.
    syscall(436, $go ? 4 : 3, 0x7fffffff, 4) == 0 or die "close_range: $!";
    control($NO_NEW_PRIVS, 1) == 0 or die "no_new_privs: $!";
    my $program = pack 'Sx6P', length($filter) / 8, $filter;
    syscall($NR{seccomp}, 1, 0, $program) == 0 or die "seccomp: $!";
    exec { $argv[0] } @argv or die "$argv[0]: $!";
}

my ($main, $doomed);

sub launch {
    my ($go) = @_;
    pipe my $trouble, my $teller or fail('pipe');
    $main = fork // fail('fork');
    if (!$main) {
        close $trouble;
        eval { become_program($go) };
        syswrite $teller, $@ =~ s/ at \S+ line.*//sr;
        exit 125;
    }
    close $teller;
    # Ends empty when the program has begun.
    sysread $trouble, my $why, 400;
    if (defined $why && length $why) { $! = 0; fail($why) }
}

#-- A run ----------------------------------------------------------------------------------------------------------

my $mask = pack 'Q', $SIGCHLD;
syscall($NR{sigmask}, 0, $mask, 0, 8);
my $signals = syscall($NR{signalfd}, -1, $mask, 8, 04000 | 02000000);
open my $deaths, '<&=', $signals or fail('signalfd');

my $go;
if ($c{prestart}) {
    pipe my $wait, $go or fail('pipe');
    launch($wait);
}
report('{"type":"ready"}');

while (1) {
    my ($type, $name, $value) = record();
    last if $type eq '.';
    if ($type eq 'f') { unpack_file($name, $value, 0644) }
    # An artefact: the same records, from a sandbox. Whatever they say, they say it to this one.
    elsif ($type eq 'z') {
        my $at = 0;
        while ($at + 9 <= length $name) {
            my ($kind, $first, $second) = unpack 'a1NN', substr $name, $at, 9;
            unpack_file(substr($name, $at + 9, $first), substr($name, $at + 9 + $first, $second), 0755);
            $at += 9 + $first + $second;
        }
    }
}
if ($go) { syswrite $go, 'g'; close $go }
else { launch() }
my $start = now();
report('{"type":"started"}');
# What the program holds must close with it.
for (0 .. 2) { open my $null, '+<', '/dev/null' or fail('null'); syscall($NR{dup3}, fileno $null, $_, 02000000) }

sub pids {
    opendir my $proc, '/proc' or return;
    return grep { /^\d+$/ && $_ != $$ } readdir $proc;
}

# Seconds of CPU and bytes resident of what lives, which process says first that it may not be read.
sub survey {
    my ($cpu, $resident) = (0, 0);
    for my $pid (pids()) {
        open my $stat, '<', "/proc/$pid/stat" or next;
        sysread $stat, my $text, 2000;
        # A process chooses its own name: only what is behind the last parenthesis counts.
        my @n = split ' ', $text =~ s/.*\) //sr;
        $cpu += ($n[11] + $n[12] + $n[13] + $n[14]) / 100;
        $resident += $n[21] * $page;
    }
    return ($cpu, $resident);
}

# Shared pages counted once, where the cheap sum is over the limit.
sub proportional {
    my $sum = 0;
    for my $pid (pids()) {
        open my $rollup, '<', "/proc/$pid/smaps_rollup" or next;
        while (<$rollup>) { if (/^Pss:\s+(\d+)/) { $sum += $1 * 1024; last } }
    }
    return $sum;
}

my ($status, $exceeded);
WATCH: while (1) {
    my $ready = '';
    vec($ready, fileno $line, 1) = 1;
    vec($ready, $signals, 1) = 1;
    my $some = select $ready, undef, undef, $ticks;
    if ($some > 0 && vec $ready, fileno $line, 1) {
        # "k", or the end: the runner has gone.
        sysread $line, my $word, 16;
        $doomed = 1;
        last;
    }
    if ($some > 0 && vec $ready, $signals, 1) {
        sysread $deaths, my $info, 4096;
        while ((my $pid = waitpid -1, 1) > 0) {
            if ($pid == $main) { $status = $?; last WATCH }
        }
    }
    if (now() - $start > $c{wallMs} / 1000) { $exceeded = 'wall'; last }
    my ($cpu, $resident) = survey();
    if ($cpu + (usage())[0] > $c{cpuMs} / 1000) { $exceeded = 'cpu'; last }
    if ($resident > $c{memoryKb} * 1024 && proportional() > $c{memoryKb} * 1024) { $exceeded = 'memory'; last }
}
my $wall = now() - $start;
while (1) {
    kill 'KILL', -1;
    my $pid = waitpid -1, 0;
    if ($pid == $main) { $status = $? }
    last if $pid < 0 && $! != 4;
}
my ($cpu, $largest) = usage();

#-- What it leaves -------------------------------------------------------------------------------------------------

sub hand_out {
    my ($bytes) = @_;
    my $at = 0;
    while ($at < length $bytes) {
        my $written = syswrite $feed, $bytes, length($bytes) - $at, $at;
        if (defined $written) { $at += $written }
        elsif ($! != 4) { exit 0 }
    }
}

sub pack_folder {
    my ($folder) = @_;
    opendir my $list, $folder eq '' ? '.' : $folder or return;
    for (sort readdir $list) {
        next if $_ eq '.' || $_ eq '..';
        my $path = $folder eq '' ? $_ : "$folder/$_";
        lstat $path;
        if (-d _) { pack_folder($path) }
        elsif (-f _) {
            my $size = -s _;
            $c{artefactBytes} -= $size;
            fail('the artefact is too large') if $c{artefactBytes} < 0;
            open my $file, '<:raw', $path or next;
            read $file, my $content, $size;
            hand_out(pack('a1NN', 'f', length $path, length $content) . $path . $content);
        }
    }
}

if (defined $c{artefactBytes} && !$exceeded && !$doomed && $status == 0) {
    pack_folder('');
}
my $code = $status & 127 ? 'null' : $status >> 8;
my $signal = $status & 127;
$exceeded //= '';
report(sprintf '{"type":"ended","code":%s,"signal":%d,"cpuMs":%.3f,"wallMs":%.3f,"memoryKb":%d,"exceeded":"%s"}',
    $code, $signal, $cpu * 1000, $wall * 1000, $largest, $exceeded);

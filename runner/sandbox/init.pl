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

# Where there is no pid namespace, a process above this one waits for it and ends what it should leave behind, were it
# ever ended itself. It is no part of the Landlock domain, and what loses its parent comes to it.
outlive() if $ARGV[1] eq 'landlock';

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

# User and system time in seconds and the largest resident set in KiB: of oneself (0), or of what was waited for (-1).
sub usage {
    my ($who) = @_;
    my $usage = "\0" x 144;
    syscall($NR{rusage}, $who, $usage);
    my @n = unpack 'q5', $usage;
    return ($n[0] + $n[2] + ($n[1] + $n[3]) / 1e6, $n[4]);
}

my ($contained, $main, $status);

# Kills and waits until nothing is left. One round is enough for whatever forks; the loop is for what is slow to die.
# Before this process is contained there is no program, and "everything" would be everything on the machine.
sub sweep {
    while ($contained) {
        kill 'KILL', -1;
        my $pid = waitpid -1, 0;
        if ($pid > 0) { $status = $? if $pid == $main }
        else { last if $! != 4 }
    }
}

# Parent and child pids of this machine's processes that descend from the given one, by walking down.
sub descendants {
    my @found = @_;
    for (my $i = 0; $i < @found; $i++) {
        opendir my $tasks, "/proc/$found[$i]/task" or next;
        for my $task (readdir $tasks) {
            open my $children, '<', "/proc/$found[$i]/task/$task/children" or next;
            push @found, split ' ', <$children> // '';
        }
    }
    return @found[scalar @_ .. $#found];
}

sub outlive {
    control($DUMPABLE, 0);
    control($SUBREAPER, 1);
    my $init = fork // exit 125;
    if (!$init) { control($SUBREAPER, 1); return }
    syscall(436, 0, 0x7fffffff, 0);
    $SIG{TERM} = sub { kill 'KILL', $init };    # the runner's last word to one that does not hear
    while (1) { last if waitpid($init, 0) == $init }
    # Whatever is left is stopped until no more appears, and killed.
    while (1) {
        my @left = descendants($$);
        kill 'STOP', @left;
        my @now = descendants($$);
        if (@left == @now) { kill 'KILL', @now }
        while (waitpid(-1, 1) > 0) { }
        last if waitpid(-1, 1) < 0;
        select undef, undef, undef, 0.001;
    }
    exit 0;
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

my ($EXECUTE, $WRITE, $READ, $LIST, $TRUNCATE) = (1, 2, 4, 8, 1 << 14);
my %RIGHTS = (r => $EXECUTE | $READ | $LIST, d => $READ | $WRITE | $TRUNCATE, w => 0x7fff & ~(1 << 6 | 1 << 11));

# One layer of Landlock: files by the rules given, no TCP, no signals and no abstract sockets to without. What a device
# file may be asked (ioctl) is handled as well, and granted nowhere.
sub confine {
    my $attributes = pack 'QQQ', 0xffff, 3, 3;
    my $rules = syscall 444, $attributes, length $attributes, 0;
    $rules >= 0 or die "landlock ruleset: $!";
    for (@_) {
        my ($right, $path) = @$_;
        my $at = syscall $NR{openat}, -100, "$path\0", 010000000 | 02000000, 0;
        next if $at < 0;
        my $rule = pack 'Ql', $RIGHTS{$right} & (-d $path ? 0xffff : $EXECUTE | $WRITE | $READ | $TRUNCATE), $at;
        syscall(445, $rules, 1, $rule, 0) == 0 or die "landlock $path: $!";
        syscall $NR{close}, $at;
    }
    control($NO_NEW_PRIVS, 1) == 0 or die "no_new_privs: $!";
    syscall(446, $rules, 0) == 0 or die "landlock restrict: $!";
    syscall $NR{close}, $rules;
}

sub tasks_of_user {
    my $count = 16;    # of those that one may not look into
    opendir my $proc, '/proc' or return $count;
    for (grep { /^\d/ } readdir $proc) {
        next if ((stat "/proc/$_")[4] // -1) != $<;
        opendir my $tasks, "/proc/$_/task" or next;
        $count += () = readdir $tasks;
    }
    return $count;
}

# Empties the folder that one is in. Step by step, because a path may be too long to be said at once.
sub empty {
    opendir my $list, '.' or return;
    my @names = grep { $_ ne '.' && $_ ne '..' } readdir $list;
    closedir $list;
    for (@names) {
        next if unlink $_;
        chmod 0700, $_;
        if (!-l $_ && chdir $_) { empty(); chdir '..' or return }
        rmdir $_;
    }
}

control($DUMPABLE, 0);
my ($box, @emptied) = ('/box');
if ($c{tier} eq 'namespaces') {
    $$ == 1 or fail('not alone');
    $contained = 1;
    mount_box();
}
else {
    ($box, @emptied) = ($c{box}, $c{box}, $c{tmp});
    # Read here, because the one above is not to be read once this one is confined.
    my $above = getppid;
    my $version = syscall 444, 0, 0, 1;
    $version >= 6 or fail("Landlock of version $version cannot keep signals in");
    # The limit on processes counts all of a user's, and this user is the runner's, too.
    if ($c{tasks} eq 'shared') { $c{tasks} = tasks_of_user() + 3 * $c{processes} }
    # What this one may besides the program: look at processes, and say which goes when memory runs out.
    eval { confine(@grants, [w => '/proc']) };
    fail($@) if $@;
    kill(0, $above) and fail('signals get out');
    $contained = 1;
    for (@emptied) { chdir $_ or fail("chdir $_"); empty() }
}
chdir $box or fail('chdir');

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
    my ($go, $teller) = @_;
    $SIG{$_} = 'DEFAULT' for 'PIPE', 'FPE';    # perl ignores the second, and exec would keep it
    my $none = "\0" x 8;
    syscall($NR{sigmask}, 2, $none, 0, 8);
    control($DUMPABLE, 1);
    # When the machine runs out of memory, it is the program that goes.
    if (open my $score, '>', '/proc/self/oom_score_adj') { syswrite $score, '1000' }
    setpgrp;
    # Here, inside the user namespace, processes are counted for this sandbox alone.
    limit(6, $c{processes} + $c{tasks});
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
    if ($c{tier} eq 'landlock') { confine(@grants, [r => "/proc/$$"]) }
    control($NO_NEW_PRIVS, 1) == 0 or die "no_new_privs: $!";
    my $program = pack 'Sx6P', length($filter) / 8, $filter;
    syscall($NR{seccomp}, 1, 0, $program) == 0 or die "seccomp: $!";
    syswrite $teller, pack 'd', (usage(0))[0];
    exec { $argv[0] } @argv or die "$argv[0]: $!";
}

my ($doomed, $spent);

sub launch {
    my ($go) = @_;
    pipe my $trouble, my $teller or fail('pipe');
    $main = fork // fail('fork');
    if (!$main) {
        close $trouble;
        eval { become_program($go, $teller) };
        syswrite $teller, $@ =~ s/ at \S+ line.*//sr;
        exit 125;
    }
    close $teller;
    # Its CPU time up to now, which is ours; more only if it could not begin.
    my $told = '';
    while (sysread $trouble, $told, 400, length $told) { }
    if (length $told != 8) { $! = 0; fail(length $told > 8 ? substr $told, 8 : $told) }
    $spent = unpack 'd', $told;
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
    return descendants($$) if $c{tier} eq 'landlock';
    opendir my $proc, '/proc' or return;
    return grep { /^\d+$/ && $_ != $$ } readdir $proc;
}

# Seconds of CPU, bytes resident and number of threads of what lives.
sub survey {
    my ($cpu, $resident, $threads) = (0, 0, 0);
    for my $pid (pids()) {
        open my $stat, '<', "/proc/$pid/stat" or next;
        sysread $stat, my $text, 2000;
        # A process chooses its own name: only what is behind the last parenthesis counts.
        my @n = split ' ', $text =~ s/.*\) //sr;
        $cpu += ($n[11] + $n[12] + $n[13] + $n[14]) / 100;
        $resident += $n[21] * $page;
        $threads += $n[17];
    }
    return ($cpu, $resident, $threads);
}

# The same bytes with shared pages counted once, for when the cheap sum is over the limit.
sub proportional {
    my $sum = 0;
    for my $pid (pids()) {
        my $bytes;
        if (open my $rollup, '<', "/proc/$pid/smaps_rollup") {
            while (<$rollup>) { if (/^Pss:\s+(\d+)/) { $bytes = $1 * 1024; last } }
        }
        $sum += $bytes // of_memory($pid, 1);
    }
    return $sum;
}

# Bytes that a process has (0: mapped, 1: resident).
sub of_memory {
    my ($pid, $which) = @_;
    open my $statm, '<', "/proc/$pid/statm" or return 0;
    return (split ' ', <$statm> // '')[$which] * $page;
}

# Shared memory without a file lives on when a process that maps it gives its pages back, and is then in nobody's
# resident set. So it counts as mapped. One that does not let its maps be read counts with all that it maps.
sub shared {
    my ($sum, %sizes) = (0);
    for my $pid (pids()) {
        my $maps;
        if (!open $maps, '<', "/proc/$pid/maps") { $sum += of_memory($pid, 0) if $! == 13; next }
        while (<$maps>) {
            /^(\w+)-(\w+) ...s \w+ \S+ (\d+) +\/dev\/zero/ and $sizes{"$3 $1"} = hex($2) - hex($1);
        }
    }
    $sum += $_ for values %sizes;
    return $sum;
}

# Bytes of the files in the folders that no tmpfs bounds, and of those that are open and have no name any more.
# Infinite when there are too many, or when they hide.
sub disk_use {
    my ($bytes, $count, @folders) = (0, 0, @emptied);
    while (defined(my $folder = shift @folders)) {
        my $list;
        if (!opendir $list, $folder) {
            next if $! == 2;
            chmod 0700, $folder;
            opendir $list, $folder or return 9e15;
        }
        for (readdir $list) {
            next if $_ eq '.' || $_ eq '..';
            my @is = lstat "$folder/$_";
            return 9e15 if ++$count > $c{inodes} || !@is && $! == 36;
            $bytes += ($is[12] // 0) * 512;
            push @folders, "$folder/$_" if -d _;
        }
    }
    my %nameless;
    for my $pid (pids()) {
        opendir my $open, "/proc/$pid/fd" or next;
        for (readdir $open) {
            my @is = stat "/proc/$pid/fd/$_";
            if (@is && $is[3] == 0 && -f _) { $nameless{"$is[0] $is[1]"} = $is[12] * 512 }
        }
    }
    $bytes += $_ for values %nameless;
    return $bytes;
}

my $exceeded;
my $round = 0;
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
    my ($cpu, $resident, $threads) = survey();
    # Where the limit of the system counts more than this sandbox, it is generous, and this is the limit.
    last if $c{tier} eq 'landlock' && $threads > $c{processes};
    if (++$round % 5 == 0) {
        if (@emptied && disk_use() > $c{tmpBytes}) { $exceeded = 'disk'; last }
        if (shared() > $c{memoryKb} * 1024) { $exceeded = 'memory'; last }
    }
    if ($cpu + (usage(-1))[0] > $c{cpuMs} / 1000 + $spent) { $exceeded = 'cpu'; last }
    if ($resident > $c{memoryKb} * 1024 && proportional() > $c{memoryKb} * 1024) { $exceeded = 'memory'; last }
}
my $wall = now() - $start;
sweep();
my ($cpu, $largest) = usage(-1);

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
for (@emptied) { chdir $_ and empty() }
my $code = $status & 127 ? 'null' : $status >> 8;
my $signal = $status & 127;
$exceeded //= '';
report(sprintf '{"type":"ended","code":%s,"signal":%d,"cpuMs":%.3f,"wallMs":%.3f,"memoryKb":%d,"exceeded":"%s"}',
    $code, $signal, ($cpu - $spent) * 1000, $wall * 1000, $largest, $exceeded);
